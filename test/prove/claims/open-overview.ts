/** What the Overview asks for when a case is opened, as a whole process: for the claim OPEN. */
import { createApp } from '#electron/app.ts';
import { provePlatform } from '../harness/platform.ts';

export interface Overview {
  /** `target@takenAt` of each. */
  readonly snapshots: readonly string[];
  readonly gapBytes: number;
  readonly dumpBytes: number;
}

const [, , path = '', folder = ''] = process.argv;
const app = createApp(provePlatform(folder));
const { handle } = await app.client.cases.open({ path, mode: 'read' });
const [snapshots, artifacts, explanation] = await Promise.all([
  app.client.evidence.snapshots({ case: handle }),
  app.client.evidence.artifacts({ case: handle }),
  // What is inside the dumps follows; the page asks for it by itself.
  app.client.analysis.explain({ case: handle, a: 'suspect', b: 'baseline', inside: false }),
]);
const dumps = artifacts.filter((artifact) => artifact.kind === 'dump');
const overview: Overview = {
  snapshots: snapshots.map((snapshot) => `${snapshot.targetName}@${snapshot.takenAt}`),
  gapBytes: explanation.gapBytes,
  dumpBytes: dumps.reduce((sum, dump) => sum + dump.sizeBytes, 0),
};
console.log(JSON.stringify(overview));
await app.close();
