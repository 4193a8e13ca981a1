/** Loads what serves. That is most of the program and of its start, so commands that do not serve do without. */
export async function loadServer() {
  const { startServer } = await import('../server.ts');
  const { createLogger } = await import('../telemetry/logger.ts');
  return { startServer, createLogger };
}
