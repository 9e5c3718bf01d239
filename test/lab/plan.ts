/** What a lab is made of, worked out before anything is made. Pure. */

/** A machine under study. All switches are off unless named. */
export interface TargetOptions {
  readonly name: string;
  /** `busybox`: a root of its own with static busybox, sshd and the workloads, and no other program. */
  readonly root?: 'debian' | 'busybox';
  readonly withoutGdb?: boolean;
  /** /proc mounted with hidepid=2: who is not root sees only its own processes. */
  readonly hidepid?: boolean;
  /** /tmp is a tmpfs of 64 KiB without a free byte. */
  readonly fullTmp?: boolean;
  readonly readOnlyRoot?: boolean;
  /** A banner before the login, and a login shell that speaks on stdout and stderr before it runs a command. */
  readonly greeting?: boolean;
  /** Set as LANG for each session, such as `zh_CN.GBK`; it is not compiled there, so only its warnings come. */
  readonly locale?: string;
  /** Users may log in by password too (`labPassword`). */
  readonly password?: boolean;
}

export interface LabOptions {
  /** Jump hosts on the way: 1 or 2. Default 2. */
  readonly bastions?: 1 | 2;
  /** Default `suspect` and `baseline`. */
  readonly targets?: readonly TargetOptions[];
  /** Networks of RFC 5737, for evidence that is shown around; one such lab at a time. */
  readonly documentation?: boolean;
}

export interface NodePlan {
  readonly name: string;
  readonly role: 'bastion' | 'target' | 'broker';
  /** IPv4 on the link towards the machine that runs the lab. */
  readonly address: string;
  readonly options: TargetOptions;
}

/** /24 networks without their last number: machine to bastion1, bastion1 to bastion2, targets. */
export type Networks = readonly [string, string, string];

export interface LabPlan {
  readonly networks: Networks;
  readonly bastions: readonly NodePlan[];
  readonly targets: readonly NodePlan[];
  /** Where the mock Kafka broker runs; on the targets' network, without sshd. */
  readonly broker: NodePlan;
}

/** Accounts: jump hosts have `ops`, targets `root` and `app`. */
export const labPassword = 'correct horse lab staple';
export const BASTION_USER = 'ops';
export const BROKER_PORT = 9092;

/** Lab N has 10.222.4N+1.0/24, +2 and +3. */
const privateNetworks = (id: number): Networks => [
  `10.222.${4 * id + 1}`,
  `10.222.${4 * id + 2}`,
  `10.222.${4 * id + 3}`,
];
const documentationNetworks: Networks = ['203.0.113', '198.51.100', '192.0.2'];

export function planLab(id: number, options: LabOptions): LabPlan {
  const count = options.bastions ?? 2;
  const targets = options.targets ?? [{ name: 'suspect' }, { name: 'baseline' }];
  const networks = options.documentation === true ? documentationNetworks : privateNetworks(id);
  const names = targets.map(({ name }) => name);
  if (new Set(names).size < names.length || names.some((name) => !/^[a-z][a-z0-9-]{0,11}$/.test(name))) {
    throw new Error(`Names of targets must be plain and different: ${names.join(', ')}.`);
  }
  const node = (role: NodePlan['role'], address: string, target: TargetOptions): NodePlan => ({
    name: target.name,
    role,
    address,
    options: target,
  });
  return {
    networks,
    bastions: networks
      .slice(0, count)
      .map((network, at) => node('bastion', `${network}.2`, { name: `bastion${at + 1}` })),
    targets: targets.map((target, at) => node('target', `${networks[2]}.${10 + at}`, target)),
    broker: node('broker', `${networks[2]}.9`, { name: 'broker' }),
  };
}

export const nodesOf = (plan: LabPlan) => [...plan.bastions, ...plan.targets, plan.broker];
