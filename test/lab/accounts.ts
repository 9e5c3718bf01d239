/** Who may log in to a node, and how: its accounts and the settings of its sshd. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from './command.ts';
import { BASTION_USER, labPassword, type NodePlan } from './plan.ts';

const greeterPath = '/usr/local/sbin/greeter';

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: string;
}

/** Who may log in. */
export function accounts(node: NodePlan): Account[] {
  if (node.role === 'broker') return [];
  if (node.role === 'bastion')
    return [{ name: BASTION_USER, uid: 1000, home: '/', shell: '/usr/sbin/nologin' }];
  const plain = node.options.root === 'busybox' ? '/bin/sh' : '/bin/bash';
  const shell = node.options.greeting === true ? greeterPath : plain;
  return [
    { name: 'root', uid: 0, home: '/root', shell },
    { name: 'app', uid: 1001, home: '/home/app', shell },
  ];
}

/** passwd, group, shadow, hosts of a node, below `layer`. */
export async function writeAccounts(layer: string, node: NodePlan): Promise<void> {
  const people = accounts(node);
  const system: Account[] = [
    { name: 'root', uid: 0, home: '/root', shell: '/bin/sh' },
    { name: 'sshd', uid: 100, home: '/run/sshd', shell: '/usr/sbin/nologin' },
    { name: 'nobody', uid: 65534, home: '/', shell: '/usr/sbin/nologin' },
  ];
  const all = [...people, ...system.filter(({ name }) => !people.some((one) => one.name === name))];
  // `*` is no password that could match, but not a locked account, which sshd refuses for keys as well.
  const hash = node.options.password === true ? await hashPassword() : '*';
  const isPerson = (name: string) => people.some((one) => one.name === name);
  write(
    layer,
    'passwd',
    all.map(({ name, uid, home, shell }) => `${name}:x:${uid}:${uid}::${home}:${shell}`),
  );
  write(
    layer,
    'group',
    all.map(({ name, uid }) => `${name}:x:${uid}:`),
  );
  write(
    layer,
    'shadow',
    all.map(({ name }) => `${name}:${isPerson(name) ? hash : '*'}:20000::::::`),
    0o600,
  );
  write(layer, 'hostname', [node.name]);
  write(layer, 'hosts', ['127.0.0.1 localhost', `${node.address} ${node.name}`]);
  if (node.role === 'target') await must(['install', '-d', '-o', '1001', '-g', '1001', `${layer}/home/app`]);
  if (node.options.greeting === true) {
    const greeter = layer + greeterPath;
    mkdirSync(dirname(greeter), { recursive: true });
    copyFileSync(join(import.meta.dirname, 'node/greeter.sh'), greeter);
    chmodSync(greeter, 0o755);
    write(layer, 'issue.net', [
      '*'.repeat(72),
      '  Authorised use only. All activity is recorded.',
      '*'.repeat(72),
    ]);
  }
}

function write(layer: string, name: string, lines: readonly string[], mode = 0o644): void {
  writeFileSync(`${layer}/etc/${name}`, `${lines.join('\n')}\n`, { mode });
}

async function hashPassword(): Promise<string> {
  return must(['perl', '-e', 'print crypt($ARGV[0], q($6$memcaselab$))', labPassword]);
}

/**
 * The settings of a node's sshd, read at its next start. `extra` lines stand first, and the first mention of a
 * keyword counts (sshd_config(5)).
 */
export function writeSshdConfig(folder: string, node: NodePlan, extra: readonly string[]): void {
  const people = accounts(node).map(({ name }) => name);
  // Since 9.8 sshd slows down addresses that failed before; tests fail on purpose.
  const penalties = existsSync('/usr/lib/openssh/sshd-session') ? ['PerSourcePenalties no'] : [];
  const { greeting, locale, password } = node.options;
  const lines = [
    ...extra,
    ...penalties,
    `ListenAddress ${node.address}`,
    'HostKey /etc/ssh/ssh_host_ed25519_key',
    'HostKey /etc/ssh/ssh_host_ecdsa_key',
    'PidFile /run/sshd.pid',
    'AuthorizedKeysFile /etc/ssh/keys/%u',
    `AllowUsers ${people.join(' ')}`,
    `PasswordAuthentication ${password === true ? 'yes' : 'no'}`,
    'KbdInteractiveAuthentication no',
    `PermitRootLogin ${password === true ? 'yes' : 'prohibit-password'}`,
    'UsePAM no',
    'UseDNS no',
    'MaxStartups 200',
    'LogLevel VERBOSE',
    ...(node.role === 'bastion' ? ['MaxSessions 0', 'AllowTcpForwarding yes'] : ['AllowTcpForwarding no']),
    ...(greeting === true ? ['Banner /etc/issue.net'] : []),
    ...(locale === undefined ? [] : [`SetEnv LANG=${locale} LC_ALL=${locale}`]),
  ];
  writeFileSync(`${folder}/sshd_config`, `${lines.join('\n')}\n`);
}
