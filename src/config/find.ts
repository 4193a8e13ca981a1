import { statSync } from 'node:fs';
import { CONFIG_VARIABLE, type Environment } from './environment.ts';
import { ConfigError } from './problem.ts';

const PLACES = ['./config.yaml', '/etc/cyolo-scim/config.yaml'];

/**
 * Finds the configuration: `path` (of `--config`), else what `$CYOLO_SCIM_CONFIG` names, else the usual places.
 * @throws ConfigError when there is none, or none that one may see
 */
export function findConfigFile({
  path,
  env,
}: {
  readonly path?: string | undefined;
  readonly env: Environment;
}): string {
  const named = path ?? (env[CONFIG_VARIABLE] || undefined);
  const places = named === undefined ? PLACES : [named];
  const found = places.find(isThere);
  if (found !== undefined) return found;
  throw new ConfigError([
    {
      path: places.join(', '),
      value: '',
      hint:
        named === undefined
          ? 'no configuration: try it out with "cyolo-scim quickstart", or copy config.example.yaml to one of these'
          : 'there is no such file: copy config.example.yaml there, or try it out with "cyolo-scim quickstart"',
    },
  ]);
}

/** @throws ConfigError when one may not know, lest an installation that only root may see is taken for missing */
function isThere(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = code === 'EACCES' ? 'you may not look there: go on as root, with sudo' : message;
    throw new ConfigError([{ path: place, value: '', hint }], { cause: error });
  }
}
