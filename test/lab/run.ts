/** `npm run lab -- up|down|list|record`: a lab by hand, and the recording of the sample. Exits 1 where something failed, 2 for wrong usage. */
import { startBroker, startDaemons } from './kafka.ts';
import { startLab, type Lab } from './lab.ts';
import { recordCase } from './record.ts';
import { labFolder, listLabs, removeLab, withLock } from './registry.ts';

const plain = [
  'heartbeat',
  'heap',
  'arenas',
  'blocks',
  'shared',
  'stacks',
  'jemalloc',
  'pagecache',
  'restarter',
];
const usage = `usage: npm run lab -- up [WORKLOAD…] | down [NUMBER] | list | record DIRECTORY
workloads: ${plain.join(', ')} on suspect;
  backlog: the three daemons on both targets, whose broker only baseline reaches
  expired: the same, and suspect has given its messages up after 20 s`;

async function up(workloads: readonly string[]): Promise<void> {
  const lab = await startLab();
  for (const name of workloads.length === 0 ? ['heartbeat'] : workloads) {
    if (plain.includes(name)) await lab.start('suspect', name);
    else await backlog(lab, name === 'expired' ? 20_000 : undefined);
    console.log(`${name} runs`);
  }
  lab.keep();
  console.log(`lab ${lab.id} is up: ${lab.plan.targets.map(({ name }) => name).join(', ')}`);
  console.log(`ssh -F ${lab.configFile} suspect`);
}

/** The case study's situation: queues that fill where the broker is out of reach. */
async function backlog(lab: Lab, messageTimeoutMs: number | undefined): Promise<void> {
  await startBroker(lab);
  await lab.hideBroker('suspect');
  const records = 100_000;
  const timeout = messageTimeoutMs === undefined ? {} : { messageTimeoutMs, noteEvery: 64 };
  await startDaemons(lab, 'suspect', { records, ...timeout });
  await startDaemons(lab, 'baseline', { records });
}

/** All labs that are kept or whose owner is gone; with a number, that one. A running test keeps its own. */
async function down(number: string | undefined): Promise<void> {
  await withLock('registry', async () => {
    const labs = listLabs().filter(({ id, alive, ownerPid }) =>
      number === undefined ? ownerPid === null || !alive : id === Number(number),
    );
    for (const { id } of labs) {
      await removeLab(id);
      console.log(`lab ${id} is down`);
    }
    if (labs.length === 0) console.log('There is no such lab.');
  });
}

function list(): void {
  for (const { id, ownerPid, alive } of listLabs()) {
    const owner = alive ? `belongs to process ${ownerPid}` : 'left over';
    const state = ownerPid === null ? 'up' : owner;
    console.log(`${id}\t${state}\tssh -F ${labFolder(id)}/ssh_config suspect`);
  }
}

const [command, ...names] = process.argv.slice(2);
const [number] = names;
const isKnown = (name: string): boolean => [...plain, 'backlog', 'expired'].includes(name);
try {
  if (command === 'up' && names.every(isKnown)) await up(names);
  else if (command === 'down') await down(number);
  else if (command === 'list') list();
  else if (command === 'record' && number !== undefined) await recordCase(number);
  else {
    console.error(usage);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
