import type { Command } from 'commander';
import { configJsonSchema } from '../config/json-schema.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function configSchema({ output }: Pick<Parts, 'output'>): Command {
  return command(
    'schema',
    'Print the JSON Schema of config.yaml, with which editors complete and check it.',
    ['config schema > cyolo-scim.schema.json'],
  ).action(() => {
    const schema = configJsonSchema();
    output.answer(schema, JSON.stringify(schema, undefined, 2));
  });
}
