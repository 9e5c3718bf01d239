/** S7: verdicts on host keys beside the real `ssh`, case by case, each against a real sshd with the case's keys. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { openRouteFrom } from '#electron/ssh/open-route.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';
import {
  generateKnownHosts,
  keyTypes,
  type FileContent,
  type KeyPool,
  type KeyType,
  type KnownHostsCase,
} from '../generate/known-hosts.ts';
import type { Answer, Claim } from '../harness/claim.ts';
import { measured, requireCommand, runChild } from '../harness/measure.ts';

const FULL_CASES = 2400;
const TINY_CASES = 150;
const SABOTAGED_CASES = 40;
const AT_ONCE = 4;
/** Where it does not fail closed, OpenSSH reads on as if the file were not there. */
const meant = new Map([
  ['unreadable', 'a directory in place of a file: we refuse, OpenSSH reads on without it'],
  ['marker by tab', 'a marker that ends with a tab: we take it, OpenSSH leaves the line out'],
]);

/** `known` is an accept; everything else a refusal. */
type Verdict = 'known' | 'unknown' | 'changed' | 'revoked' | 'unreadable';

export const knownHostsClaim: Claim = {
  id: 'S7',
  promise: `of ${FULL_CASES} generated known_hosts cases, none is accepted where OpenSSH refuses; every difference is one that is meant`,
  sabotage: 'ours is given the same files without @revoked marks and without exclamation marks',
  peers: { ssh: 'openssh-client', 'ssh-keygen': 'openssh-client' },
  answersOnly: true,
  prepare(context) {
    // A test installs what it needs; a person is told what is missing.
    if (context.scale === 'tiny') requireCommands({ sshd: 'openssh-server', ssh: 'openssh-client' });
    const bench = createBench(join(context.inputs, 's7'));
    const count = context.sabotage ? SABOTAGED_CASES : context.scale === 'tiny' ? TINY_CASES : FULL_CASES;
    // The small run looks at other cases than the large one begins with.
    const first = context.scale === 'tiny' ? 100_000 : 1;
    return Promise.resolve({
      close: () => rmSync(bench.folder, { recursive: true, force: true }),
      inputs: [
        `${count} cases from seed ${first}: files, markers, patterns, hashes, damage × name, port, alias × keys of the server`,
      ],
      async answers() {
        const pairs = await compareAll(bench, first, count, context.sabotage, context.note);
        return summarise(pairs, context.note);
      },
      rows: () => {
        const input = bench.lay(generateKnownHosts(first, bench.pool), false);
        return [
          {
            name: 'one case, to the verdict (printed, not judged)',
            ours: { name: 'openRoute', run: () => measured(() => ourVerdict(bench, input)) },
            peer: { name: 'ssh', run: () => measured(() => sshVerdict(bench, input)) },
            limits: {},
          },
        ];
      },
    });
  },
};

interface Bench {
  readonly folder: string;
  readonly pool: KeyPool;
  /** Writes a case's files. */
  lay(example: KnownHostsCase, sabotage: boolean): LaidCase;
}

interface LaidCase extends KnownHostsCase {
  /** ssh_config with the case's files; nothing else is read. */
  readonly configFile: string;
  /** `sshd -i` with the keys of the case. */
  readonly server: readonly string[];
}

interface Pair {
  readonly example: KnownHostsCase;
  readonly ours: Verdict;
  readonly theirs: Verdict;
}

function createBench(folder: string): Bench {
  requireCommand('ssh');
  requireCommand('ssh-keygen');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const make = (name: string) => (type: KeyType) => {
    const path = join(folder, `${name}_${type}`);
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      type,
      '-N',
      '',
      '-C',
      '',
      '-f',
      path,
      ...(type === 'rsa' ? ['-b', '2048'] : []),
    ]);
    return [type, readFileSync(`${path}.pub`, 'utf8').trim()] as const;
  };
  const keys = (name: string) => Object.fromEntries(keyTypes.map(make(name))) as Record<KeyType, string>;
  const pool = { own: keys('own'), foreign: keys('foreign') };
  return { folder, pool, lay: (example, sabotage) => layCase(folder, example, sabotage) };
}

function layCase(folder: string, example: KnownHostsCase, sabotage: boolean): LaidCase {
  const place = join(folder, `${example.seed}${sabotage ? '-sabotaged' : ''}`);
  mkdirSync(place, { recursive: true });
  const lay = (name: string, files: readonly FileContent[]) =>
    files.map((content, index) => {
      const path = join(place, `${name}${index}`);
      if (content.kind === 'directory') mkdirSync(path, { recursive: true });
      if (content.kind === 'file')
        writeFileSync(path, sabotage ? blunted(content.text) : content.text, 'latin1');
      return path;
    });
  const globalFiles = lay('global', example.globalFiles);
  const lines = [
    `UserKnownHostsFile ${lay('user', example.userFiles).join(' ')}`,
    `GlobalKnownHostsFile ${globalFiles.length === 0 ? 'none' : globalFiles.join(' ')}`,
    ...(example.hostKeyAlias === null ? [] : [`HostKeyAlias ${example.hostKeyAlias}`]),
    'StrictHostKeyChecking yes',
    'IdentityFile none',
    'IdentityAgent none',
  ];
  const configFile = join(place, 'config');
  writeFileSync(configFile, lines.map((line) => `${line}\n`).join(''));
  // A file for each case: a server of another case may be reading its own at this moment.
  const serverConfig = join(place, 'sshd');
  const hostKeys = example.offered.map((type) => `HostKey ${join(folder, `own_${type}`)}\n`).join('');
  writeFileSync(
    serverConfig,
    `${hostKeys}UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\nLogLevel QUIET\n`,
  );
  return { ...example, configFile, server: ['/usr/sbin/sshd', '-i', '-f', serverConfig, '-E', '/dev/null'] };
}

function blunted(text: string): string {
  return text.replaceAll(/@revoked[ \t]+|!/g, '');
}

async function compareAll(
  bench: Bench,
  first: number,
  count: number,
  sabotage: boolean,
  note: (text: string) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  let next = first;
  const worker = async () => {
    while (next < first + count) {
      const seed = next;
      next += 1;
      if (seed !== first && (seed - first) % 400 === 0) note(`${seed - first} of ${count} cases`);
      const example = generateKnownHosts(seed, bench.pool);
      const theirs = await sshVerdict(bench, bench.lay(example, false));
      const ours = await ourVerdict(bench, bench.lay(example, sabotage));
      pairs.push({ example, ours, theirs });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return pairs.sort((a, b) => a.example.seed - b.example.seed);
}

/** The real client. Nothing lets it log in: to be refused there means that the key was accepted. */
async function sshVerdict(_bench: Bench, { configFile, host, port, server }: LaidCase): Promise<Verdict> {
  const options = [
    'BatchMode=yes',
    `ProxyCommand=${server.join(' ')}`,
    'PreferredAuthentications=none',
    'UpdateHostKeys=no',
    // The others are slower and have no part in this.
    'KexAlgorithms=curve25519-sha256',
  ];
  const args = [
    '-F',
    configFile,
    '-p',
    String(port),
    '-l',
    'nobody',
    ...options.flatMap((option) => ['-o', option]),
  ];
  const { stderr } = await runChild('ssh', [...args, host, 'true']);
  if (stderr.includes('REVOKED HOST KEY DETECTED')) return 'revoked';
  if (stderr.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) return 'changed';
  if (/No \S+ host key is known for/.test(stderr)) return 'unknown';
  if (stderr.includes('Permission denied')) return 'known';
  throw new Error(`ssh gave no verdict: ${stderr}`);
}

const verdicts: Readonly<Record<string, Verdict>> = {
  'ssh.auth-refused': 'known',
  'ssh.host-key-unknown': 'unknown',
  'ssh.host-key-changed': 'changed',
  'ssh.host-key-revoked': 'revoked',
  'ssh.known-hosts': 'unreadable',
};

/** Ours, over the whole way from configuration to login. */
async function ourVerdict({ folder }: Bench, { configFile, host, port, server }: LaidCase): Promise<Verdict> {
  const local = { user: 'nobody', uid: 1, home: folder, machine: 'desk', environment: {} };
  const route = { hops: [{ user: 'nobody', host, port }], configFile, identityFiles: [] };
  const prompter = { hostKey: () => Promise.resolve(null), secret: () => Promise.resolve(null) };
  try {
    const dial = () => Promise.resolve(dialProcess(server));
    const connection = await openRouteFrom({ dial, local }, route, {
      prompter,
      signal: new AbortController().signal,
    });
    connection.close();
  } catch (error) {
    const verdict = isAppError(error) ? verdicts[error.code] : undefined;
    if (verdict !== undefined) return verdict;
    throw error;
  }
  throw new Error('logged in without a credential');
}

function dialProcess([command = '', ...args]: readonly string[]): Duplex {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  return Duplex.from({ readable: child.stdout, writable: child.stdin });
}

function summarise(pairs: readonly Pair[], note: (text: string) => void): Answer[] {
  const different = pairs.filter(({ ours, theirs }) => ours !== theirs);
  const kinds = different.map((pair) => ({ ...pair, kind: kindOf(pair) }));
  for (const { example, ours, theirs, kind } of kinds) {
    note(`seed ${example.seed}: ssh ${theirs}, we ${ours}${kind === null ? '' : ` (${meant.get(kind)})`}`);
  }
  const count = (verdict: Verdict) => pairs.filter(({ theirs }) => theirs === verdict).length;
  note(
    `${pairs.length} cases, OpenSSH: ${count('known')} known, ${count('unknown')} unknown, ${count('changed')} changed, ${count('revoked')} revoked; ${different.length} differ (${((different.length / pairs.length) * 100).toFixed(2)} %)`,
  );
  const list = (some: readonly Pair[]) =>
    some.map(({ example, ours, theirs }) => `${example.seed}: ssh ${theirs}, we ${ours}`).join('; ');
  const open = different.filter(({ ours, theirs }) => ours === 'known' && theirs !== 'known');
  const source = 'ssh with StrictHostKeyChecking=yes';
  return [
    { what: 'accepted where OpenSSH refuses', ours: list(open), expected: '', source },
    {
      what: 'differences that are not meant',
      ours: list(kinds.filter(({ kind }) => kind === null)),
      expected: '',
      source,
    },
  ];
}

/** Null for a difference that nobody meant. */
function kindOf({ example, ours }: Pair): string | null {
  const texts = [...example.userFiles, ...example.globalFiles];
  if (ours === 'unreadable' && texts.some(({ kind }) => kind === 'directory')) return 'unreadable';
  const byTab = texts.some(
    (content) => content.kind === 'file' && /@(revoked|cert-authority)\t/.test(content.text),
  );
  return byTab && ours !== 'known' ? 'marker by tab' : null;
}
