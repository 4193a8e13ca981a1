import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FIRST_PORT = 8080;

/**
 * Makes the directory and a configuration in it, where there is none.
 * @param port that the command line asks for
 * @returns the path of the configuration, and what the command line overrides in it, as environment variables
 */
export function prepareQuickstart(
  directory: string,
  port: number | undefined,
): { readonly path: string; readonly overrides: Readonly<Record<string, string>> } {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'config.yaml');
  if (!existsSync(path)) writeWhole(path, configText(port ?? FIRST_PORT));
  if (port === undefined) return { path, overrides: {} };
  return {
    path,
    overrides: {
      CYOLO_SCIM_SERVER_LISTEN: `127.0.0.1:${port}`,
      CYOLO_SCIM_ADMIN_LISTEN: `127.0.0.1:${adminPort(port)}`,
    },
  };
}

/** What is left of a file for which there was no room would be taken for a configuration with all defaults. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The next one; 0 stays, for any free port. */
function adminPort(port: number): number {
  return port === 0 ? 0 : port + 1;
}

function configText(port: number): string {
  return `# Made by "cyolo-scim quickstart" to try things out: plain HTTP that only this machine reaches.
# Before an identity provider can reach it, set server.publicUrl and TLS. config.example.yaml shows all there is.
server:
  listen: 127.0.0.1:${port}
admin:
  listen: 127.0.0.1:${adminPort(port)}
database:
  url: sqlite:cyolo-scim.db
log:
  format: text
# A test suite asks faster than any identity provider.
limits:
  requestsPerSecondPerKey: 2000
backup:
  directory: backups
`;
}
