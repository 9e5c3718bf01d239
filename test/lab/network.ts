/**
 * The wires of a lab: one network namespace per node, veth pairs between them, a bridge in the last jump host.
 * The chain holds because nothing forwards packets: each node knows only its own links.
 */
import { must, run } from './command.ts';
import { nodesOf, type LabPlan, type NodePlan } from './plan.ts';
import { hiddenNetworks, hostLink, namespacePrefix } from './registry.ts';

export const namespaceOf = (id: number, node: string) => `${namespacePrefix(id)}${node}`;

/** One end of a wire; without a namespace it is in the machine's own. */
interface End {
  readonly namespace?: string;
  readonly device: string;
}

export async function createNetwork(id: number, plan: LabPlan): Promise<void> {
  for (const { name } of nodesOf(plan)) await must(['ip', 'netns', 'add', namespaceOf(id, name)]);
  await batch(undefined, [
    `route replace unreachable ${hiddenNetworks(id)}`,
    `link add ${hostLink(id)} type veth peer name eth0 netns ${namespaceOf(id, plan.bastions[0]!.name)}`,
    `address add ${plan.networks[0]}.1/24 dev ${hostLink(id)}`,
    `link set ${hostLink(id)} up`,
  ]);
  for (const [at, bastion] of plan.bastions.entries()) {
    const next = plan.bastions[at + 1];
    await batch(namespaceOf(id, bastion.name), [
      ...uplink(bastion),
      ...(next === undefined
        ? lan(id, plan)
        : [
            `link add eth1 type veth peer name eth0 netns ${namespaceOf(id, next.name)}`,
            `address add ${plan.networks[1]}.1/24 dev eth1`,
            'link set eth1 up',
          ]),
    ]);
  }
  for (const node of [...plan.targets, plan.broker]) await batch(namespaceOf(id, node.name), uplink(node));
  await forwardNothing(id, plan);
}

function uplink(node: NodePlan): string[] {
  return ['link set lo up', `address add ${node.address}/24 dev eth0`, 'link set eth0 up'];
}

function lan(id: number, plan: LabPlan): string[] {
  return [
    'link add br0 type bridge stp_state 0',
    `address add ${plan.networks[2]}.1/24 dev br0`,
    'link set br0 up',
    ...[...plan.targets, plan.broker].flatMap(({ name }) => [
      `link add to-${name} type veth peer name eth0 netns ${namespaceOf(id, name)}`,
      `link set to-${name} master br0 up`,
    ]),
  ];
}

/** A new namespace may inherit forwarding from the machine. */
async function forwardNothing(id: number, plan: LabPlan): Promise<void> {
  for (const { name } of plan.bastions) {
    const off = 'echo 0 > /proc/sys/net/ipv4/ip_forward';
    await must(['ip', 'netns', 'exec', namespaceOf(id, name), 'sh', '-c', off]);
  }
}

/** A port of the targets' network for a virtual machine: `tap0` in a namespace of its own, bridged to a wire. */
export async function attachVm(id: number, plan: LabPlan, name: string): Promise<void> {
  const namespace = namespaceOf(id, name);
  await must(['ip', 'netns', 'add', namespace]);
  await batch(namespaceOf(id, plan.bastions.at(-1)!.name), [
    `link add to-${name} type veth peer name eth0 netns ${namespace}`,
    `link set to-${name} master br0 up`,
  ]);
  await batch(namespace, [
    'link add br0 type bridge stp_state 0',
    'tuntap add tap0 mode tap',
    'link set eth0 master br0 up',
    'link set tap0 master br0 up',
    'link set br0 up',
  ]);
}

/** Which packets a cut wire loses, seen from the node: all, those to it, or those from it (half-open TCP). */
export type Cut = 'both' | 'to' | 'from';

/** Loses packets in silence on the wire towards the machine: no RST, no carrier lost, as when a cable far away breaks. */
export async function cutLink(id: number, plan: LabPlan, node: string, cut: Cut): Promise<void> {
  for (const end of ends(id, plan, node, cut)) await must(queue(end, 'replace', 'blackhole'));
}

export async function restoreLink(id: number, plan: LabPlan, node: string): Promise<void> {
  for (const end of ends(id, plan, node, 'both')) await run(queue(end, 'delete'));
}

/** What leaves through an end is lost; the end near the node loses what comes from it. */
function ends(id: number, plan: LabPlan, node: string, cut: Cut): End[] {
  const near: End = { namespace: namespaceOf(id, node), device: 'eth0' };
  return [...(cut === 'to' ? [] : [near]), ...(cut === 'from' ? [] : [farEnd(id, plan, node)])];
}

function farEnd(id: number, plan: LabPlan, node: string): End {
  const at = plan.bastions.findIndex(({ name }) => name === node);
  if (at === 0) return { device: hostLink(id) };
  if (at > 0) return { namespace: namespaceOf(id, plan.bastions[at - 1]!.name), device: 'eth1' };
  if (!nodesOf(plan).some(({ name }) => name === node)) throw new Error(`No node ${node} in this lab.`);
  return { namespace: namespaceOf(id, plan.bastions.at(-1)!.name), device: `to-${node}` };
}

function queue({ namespace, device }: End, verb: 'replace' | 'delete', kind?: string): string[] {
  const where = namespace === undefined ? [] : ['-n', namespace];
  return ['tc', ...where, 'qdisc', verb, 'dev', device, 'root', ...(kind === undefined ? [] : [kind])];
}

/** Answers to the target are lost at the broker: its connections stay in SYN-SENT, or their data unacknowledged. */
export async function hideBroker(id: number, plan: LabPlan, address: string, hidden: boolean): Promise<void> {
  const verb = hidden ? 'replace' : 'delete';
  const where = namespaceOf(id, plan.broker.name);
  await must(['ip', '-n', where, 'route', verb, 'blackhole', `${address}/32`]);
}

async function batch(namespace: string | undefined, lines: readonly string[]): Promise<void> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  await must(['ip', ...where, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
