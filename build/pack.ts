import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import sea from '@yao-pkg/pkg/lib-es5/sea.js';
import type { BaseNode } from './base-node.ts';
import type { Bundle } from './bundle.ts';
import type { Target } from './targets.ts';

/**
 * Packs a bundle into one executable with pkg, as a Node single executable application.
 * @param file the executable to write
 */
export async function pack(target: Target, bundle: Bundle, node: BaseNode, file: string): Promise<void> {
  const output = resolve(`${file}.new`);
  mkdirSync(dirname(output), { recursive: true });
  const launcher = placeLauncher(bundle.launcher);
  const seaConfig = {
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    // A start allocates more than half of it; with less room V8 collects garbage before the first answer.
    execArgv: ['--min-semi-space-size=16'],
    // Nobody opens a debugger in the appliance by NODE_OPTIONS.
    execArgvExtension: 'none',
    assets: bundle.assets,
  };
  await withOwnCache(target, node, () =>
    sea.default(launcher, {
      targets: [{ nodeRange: `node${node.version}`, platform: 'linux', arch: target.arch, output }],
      seaConfig,
    }),
  );
  rmSync(launcher, { force: true });
  chmodSync(output, 0o755);
  renameSync(output, file);
}

/** The path of what runs first becomes part of the executable, so it has to be the same wherever that is built. */
function placeLauncher(file: string): string {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  const place = `/tmp/cyolo-scim-${digest}.cjs`;
  // Renamed into place, which fails where somebody else's file has the name.
  const own = mkdtempSync('/tmp/cyolo-scim-');
  copyFileSync(file, `${own}/launcher.cjs`);
  renameSync(`${own}/launcher.cjs`, place);
  rmdirSync(own);
  return place;
}

/**
 * pkg takes Node from nodejs.org into a cache below HOME, and asks nobody when the cache says that it has been there.
 * Its option for a Node of one's own would run that Node, which one for another processor does not let it do.
 */
async function withOwnCache(target: Target, node: BaseNode, action: () => Promise<void>): Promise<void> {
  const home = `${dirname(node.executable)}/home`;
  const archive = `${home}/.pkg-cache/sea/node-v${node.version}-linux-${target.arch}`;
  mkdirSync(`${archive}/bin`, { recursive: true });
  copyFileSync(node.executable, `${archive}/bin/node`);
  for (const mark of [`${archive}/bin/node.ok`, `${archive}.tar.gz`, `${archive}.tar.gz.ok`]) {
    writeFileSync(mark, '');
  }
  const { HOME = homedir() } = process.env;
  Object.assign(process.env, { HOME: home });
  try {
    await action();
  } finally {
    Object.assign(process.env, { HOME });
  }
}
