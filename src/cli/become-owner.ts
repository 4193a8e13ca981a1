import { statSync } from 'node:fs';

/**
 * Root becomes the owner of the directory, so that no file in it ends up out of the server's reach. There is no way
 * back: files that only root may open have to be open before.
 */
export function becomeOwner(directory: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(directory, { throwIfNoEntry: false });
  if (owner === undefined || owner.uid === 0) return;
  process.setgroups?.([owner.gid]);
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
}
