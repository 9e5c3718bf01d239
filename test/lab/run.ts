/** `npm run lab -- up|down|list|record`: a lab by hand, and the recording of the sample. Exits 1 where something failed, 2 for wrong usage. */
import { startLab } from './lab.ts';
import { recordCase } from './record.ts';
import { labFolder, listLabs, removeLab, withLock } from './registry.ts';

const usage = 'usage: npm run lab -- up | down [NUMBER] | list | record DIRECTORY';

async function up(): Promise<void> {
  const lab = await startLab();
  await lab.start('suspect', 'heartbeat');
  lab.keep();
  console.log(`lab ${lab.id} is up: ${lab.plan.targets.map(({ name }) => name).join(', ')}`);
  console.log(`ssh -F ${lab.configFile} suspect`);
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

const [command, number] = process.argv.slice(2);
try {
  if (command === 'up') await up();
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
