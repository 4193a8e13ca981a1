import { statSync } from 'node:fs';

/** How many bytes the files of a database take; none when it is in memory. */
export function databaseSize(url: string): number {
  const file = url.replace(/^sqlite:/, '');
  return [file, `${file}-wal`]
    .map((each) => statSync(each, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((total, size) => total + size, 0);
}
