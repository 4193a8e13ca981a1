import process from 'node:process';
import { createLogger } from '../../src/telemetry/logger.ts';

const log = createLogger({ level: 'info', format: 'json' });
for (let line = 0; line < 1000; line += 1) log.info(`line ${line}`);
process.exit(0);
