import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Root becomes the owner of the directory that holds the database, so that no file in it ends up out of the server's
 * reach. There is no way back: files that only root may open have to be open before.
 * @param url of the database
 */
export function becomeOwner(url: string): void {
  if (process.getuid?.() !== 0 || !url.startsWith('sqlite:')) return;
  const directory = dirname(url.slice('sqlite:'.length));
  const owner = statSync(directory, { throwIfNoEntry: false });
  if (owner === undefined || owner.uid === 0) return;
  process.setgroups?.([owner.gid]);
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
}
