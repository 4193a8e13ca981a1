// Runs a program on the Node that the lockfile pins, whatever Node started this file (any from 16 on).
// `.bin/node` is not used: npm 9 and 10 lose that link when they prune the other platforms' packages.
'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');

const OLDEST_NODE = [24, 12];

function pinnedNode() {
  try {
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    return path.join(path.dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
}

function ownNodeServes() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

const node = pinnedNode() ?? (ownNodeServes() ? process.execPath : undefined);
if (node === undefined) {
  console.error(
    `No pinned Node for ${process.platform}-${process.arch}, and Node ${process.versions.node} is older than ${OLDEST_NODE.join('.')}. Run "npm ci" without --omit=optional, or install a newer Node.`,
  );
  process.exit(2);
}

const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + require('node:os').constants.signals[signal] : code;
});
