/** The glibc of other Debian suites, unpacked beside ours, with the workload compiled against each. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '#test/lab/command.ts';
import { withLock } from '#test/lab/registry.ts';
import { installPackages, prepareMachine } from '#test/lab/setup.ts';

/** With the version of glibc that each came with; `own` is this machine's. */
export const suites = [
  { suite: 'bullseye', glibc: '2.31' },
  { suite: 'bookworm', glibc: '2.36' },
  { suite: 'trixie', glibc: '2.41' },
  { suite: 'sid', glibc: '2.43' },
] as const;
export type Suite = (typeof suites)[number]['suite'];

const cache = join(import.meta.dirname, '../../../node_modules/.cache/memcase-libcs');
const source = join(import.meta.dirname, 'heap-truth.c');

export interface Libc {
  /** Words that start the workload; its own go behind. */
  readonly command: readonly string[];
}

/**
 * Downloads (some 12 MB a suite) what is not there yet, and compiles the workload.
 * @throws where the machine is no Debian, or its mirror has the suite no more
 */
export async function prepareLibc(suite: Suite): Promise<Libc> {
  await prepareMachine();
  return withLock(`libc-${suite}`, async () => {
    const root = join(cache, suite);
    if (!existsSync(root)) await unpack(suite, root);
    const libraries = `${root}/lib/x86_64-linux-gnu`;
    const program = join(cache, `heap-truth-${suite}`);
    if (!existsSync(program) || statSync(program).mtimeMs < statSync(source).mtimeMs) {
      await must([
        ...['gcc', '-O2', '-Wall', '-Wextra', `--sysroot=${root}`],
        ...[`-B${root}/usr/lib/x86_64-linux-gnu`, `-L${libraries}`, `-L${root}/usr/lib/x86_64-linux-gnu`],
        ...['-o', program, source, '-pthread'],
      ]);
    }
    return { command: [`${libraries}/ld-linux-x86-64.so.2`, '--library-path', libraries, program] };
  });
}

/** The same workload with an allocator that is not glibc's. */
export async function prepareOther(allocator: 'musl' | 'jemalloc'): Promise<Libc> {
  if (allocator === 'jemalloc') {
    const { command } = await prepareLibc('bookworm');
    await installPackages(['libjemalloc2']);
    return { command: ['env', 'LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2', ...command] };
  }
  await prepareMachine();
  await installPackages(['musl', 'musl-tools']);
  mkdirSync(cache, { recursive: true });
  const program = join(cache, 'heap-truth-musl');
  await withLock('libc-musl', () => must(['musl-gcc', '-O2', '-o', program, source, '-pthread']));
  return { command: [program] };
}

/** A program with known lists, on this machine's own glibc. */
export async function prepareLinked(): Promise<Libc> {
  await prepareMachine();
  mkdirSync(cache, { recursive: true });
  const program = join(cache, 'linked');
  const linked = join(import.meta.dirname, 'linked.c');
  await withLock('linked', () => must(['gcc', '-O2', '-Wall', '-Wextra', '-o', program, linked]));
  return { command: [program] };
}

async function unpack(suite: Suite, root: string): Promise<void> {
  const making = `${root}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(`${making}/apt/lists/partial`, { recursive: true });
  mkdirSync(`${making}/apt/cache/archives/partial`, { recursive: true });
  const list = `${making}/apt/sources.list`;
  writeFileSync(
    list,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} ${suite} main\n`,
  );
  const apt = [
    ...['apt-get', '-qq', '-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=/dev/null'],
    ...['-o', `Dir::State::lists=${making}/apt/lists`, '-o', `Dir::Cache=${making}/apt/cache`],
    ...['-o', 'Acquire::Languages=none', '-o', 'APT::Sandbox::User=root'],
  ];
  await must([...apt, 'update']);
  const names = ['libc6', 'libc6-dev', 'linux-libc-dev'].map((name) => `${name}/${suite}`);
  // apt writes to the folder that it runs in.
  await must([
    'sh',
    '-ec',
    'cd "$0"; "$@"; for f in *.deb; do dpkg -x "$f" .; rm "$f"; done',
    making,
    ...apt,
    'download',
    ...names,
  ]);
  rmSync(`${making}/apt`, { recursive: true });
  await relink(making);
  renameSync(making, root);
}

/** Suites with one /usr lack /lib; links to absolute places lead out of the folder. */
async function relink(root: string): Promise<void> {
  const script = `cd "$0"
[ -e lib ] || ln -s usr/lib lib
mkdir -p lib64
find . -lname "/*" | while read -r link; do ln -sfnr "./$(readlink "$link")" "$link"; done
loader=$(cd lib/x86_64-linux-gnu && readlink -f ld-linux-x86-64.so.2)
ln -sfn "../lib/x86_64-linux-gnu/\${loader##*/}" lib64/ld-linux-x86-64.so.2`;
  await must(['sh', '-ec', script, root]);
}

/** Where this machine has its Debian from. */
async function mirror(): Promise<string> {
  const text = await must(['apt-get', 'indextargets', '--format', '$(ORIGIN) $(REPO_URI)']);
  const uri = /^Debian (\S+)$/m.exec(text)?.[1];
  if (uri === undefined) throw new Error('No source of Debian packages is configured here.');
  return uri;
}
