/** Keys, known_hosts and ssh_config of a lab, all in its own folder; nobody's ~/.ssh is read or written. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { must } from './command.ts';
import { BASTION_USER, type LabPlan } from './plan.ts';

/** Paths of private keys; `.pub` lies beside each. */
export interface LabKeys {
  /** For `ops` on the jump hosts. */
  readonly bastion: string;
  /** For `root` and `app` on the targets. */
  readonly target: string;
  /** Good, but no host of the lab accepts it. */
  readonly stranger: string;
  /** As `target`, behind the passphrase `labPassphrase`. */
  readonly locked: string;
}

export const labPassphrase = 'open sesame lab';
export const hostKeyTypes = ['ed25519', 'ecdsa'] as const;

export async function createKeys(folder: string): Promise<LabKeys> {
  mkdirSync(folder, { mode: 0o700 });
  const make = async (name: string, passphrase = '') => {
    await must([
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      passphrase,
      '-C',
      name,
      '-f',
      `${folder}/${name}`,
    ]);
    return `${folder}/${name}`;
  };
  const [bastion, target, stranger, locked] = await Promise.all([
    make('bastion'),
    make('target'),
    make('stranger'),
    make('locked', labPassphrase),
  ]);
  return { bastion, target, stranger, locked };
}

/** New host keys in `folder`, as ssh_host_TYPE_key. */
export async function createHostKeys(folder: string): Promise<void> {
  await Promise.all(
    hostKeyTypes.map((type) => {
      const file = `${folder}/ssh_host_${type}_key`;
      return must(['ssh-keygen', '-q', '-t', type, '-N', '', '-C', '', '-f', file], { input: 'y\n' });
    }),
  );
}

/** Lines of known_hosts for a host whose keys lie in `folder`. */
export function knownHostLines(host: string, folder: string): string[] {
  return hostKeyTypes.map((type) => {
    const [kind, key] = readFileSync(`${folder}/ssh_host_${type}_key.pub`, 'utf8').split(' ');
    return `${host} ${kind} ${key!.trim()}`;
  });
}

/** The Host block of ssh_config for a host that is reached through `jumps`. */
export function hostBlock(
  name: string,
  address: string,
  user: string,
  key: string,
  jumps: readonly string[],
): string[] {
  return [
    `Host ${name} ${address}`,
    `  HostName ${address}`,
    `  User ${user}`,
    `  IdentityFile ${key}`,
    ...(jumps.length === 0 ? [] : [`  ProxyJump ${jumps.join(',')}`]),
  ];
}

/** One Host block per node by name and address; the last hop's ProxyJump names the whole chain. */
export function writeSshConfig(file: string, knownHosts: string, plan: LabPlan, keys: LabKeys): void {
  const chain = plan.bastions.map(({ name }) => name);
  const lines = [
    ...plan.bastions.flatMap(({ name, address }, at) =>
      hostBlock(name, address, BASTION_USER, keys.bastion, chain.slice(0, at)),
    ),
    ...plan.targets.flatMap(({ name, address }) => hostBlock(name, address, 'root', keys.target, chain)),
    'Host *',
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    '  StrictHostKeyChecking yes',
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile none',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
}
