#!/usr/bin/env node
/**
 * The command `memcase`. Runs under any Node from 18 on: where the running Node can carry the program (it strips
 * types and has N-API 10, without which better-sqlite3 crashes without a message) it goes on in this process,
 * else it hands over to the Node that the project brings along, found by path and never by PATH.
 */
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

if (canCarry()) {
  // A folder of our own: the default one in the shared temporary directory can be filled by anybody.
  module.enableCompileCache?.(join(dirname(self), '../../node_modules/.cache/memcase-compile'));
  /** @type {string} Not a literal: the launcher is checked without the program. */
  const program = '../../electron/cli.ts';
  await import(program);
} else {
  handOver(ownNode());
}

function canCarry() {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24 && Number(process.versions.napi) >= 10;
}

/** @returns {string | undefined} the executable in the package `node-<platform>-<arch>` of build/runtime */
function ownNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(self).resolve(`node-${platform}-${process.arch}/package.json`);
    return join(dirname(manifest), 'bin', platform === 'win' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} node */
function handOver(node) {
  if (node === undefined) {
    console.error(
      `memcase: needs Node 24 or newer, this is ${process.version}; run "npm install" in the checkout, which brings one for Linux and Windows`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; it must not arrive twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`memcase: cannot start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}
