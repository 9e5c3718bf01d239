/** R8: a dump over a link that breaks again and again: nothing to do by hand, the same bytes, little sent twice. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { GiB, MiB } from '#shared/units/bytes.ts';
import { createCaseFile, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { MEM_PIECE_BYTES } from '#electron/dumps/preflight.ts';
import type { DumpResult } from '#shared/contract/dumps.ts';
import { dialTcp } from '#electron/ssh/dial.ts';
import { openRouteFrom } from '#electron/ssh/open-route.ts';
import { startProxy } from '#test/lab/proxy.ts';
import { runDumpJob } from '#test/support/dumps/dump-runs.ts';
import { expectedContent, holdMemory, prepareHeldMemory } from '#test/support/dumps/held-memory.ts';
import { labConfig } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf } from '#test/support/ssh/sshd.ts';
import { integer, seededRandom } from '../generate/random.ts';
import type { Claim } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';
import { provePlatform } from '../harness/platform.ts';

const SEED = 8;
/** What our reader and the far end's buffers hold of a piece that had not come in full. */
const READ_AHEAD = MiB;

export const cutsClaim: Claim = {
  id: 'R8',
  promise:
    '1 GiB over a link that is cut 100 times: the same hash, at most one piece of 4 MiB sent again per cut, nothing done by hand',
  sabotage: 'one bit of the process is turned after it was read for the answer',
  answersOnly: true,
  peers: { sshd: 'openssh-server' },
  async prepare(context) {
    requireCommand('ssh');
    await prepareHeldMemory();
    const [mib, cuts] = context.scale === 'tiny' ? [32, 4] : [GiB / MiB, 100];
    const platform = provePlatform(context.inputs);
    const lab = createSshLab();
    const id = lab.makeKey('id');
    const target = await lab.start({ authorizedKeys: [publicKeyOf(id)], config: ['LogLevel INFO'] });
    const wire = await startProxy({ host: '127.0.0.1', port: target.port });
    lab.write('known_hosts', `[127.0.0.1]:${wire.port} ${target.publicKey()}\n`);
    const held = await holdMemory(mib);
    const local = { user: lab.user, uid: 0, home: lab.folder, machine: 'desk', environment: {} };
    const route = {
      hops: [{ user: null, host: '127.0.0.1', port: wire.port }],
      configFile: labConfig(lab),
      identityFiles: [],
    };
    const dump = async (mostCuts: number): Promise<DumpResult & { cuts: number; sha256: string }> => {
      const path = join(context.inputs, 'cuts.memcase');
      rmSync(path, { force: true });
      createCaseFile(path, { title: 'cuts' }, platform).close();
      const file = openCaseForWriting(path, platform);
      const random = seededRandom(SEED);
      const pieces = (mib * MiB) / MEM_PIECE_BYTES;
      let seen = 0;
      let done = 0;
      try {
        const result = await runDumpJob({
          file,
          platform,
          connect: (to, options) => openRouteFrom({ dial: dialTcp, local }, to, options),
          route,
          ...held,
          onEvent: (event) => {
            if (event.event !== 'progress' || event.progress.phase !== 'dump') return;
            seen += 1;
            // Spread over the whole; a little later, so that it falls into the middle of a piece.
            if (done >= mostCuts || seen < ((done + 1) * pieces) / (mostCuts + 1)) return;
            done += 1;
            setTimeout(() => wire.cut('reset'), integer(random, 0, 15));
          },
        });
        return { ...result, cuts: done, sha256: result.dumps[0]?.artifact.sha256 ?? '' };
      } finally {
        file.close();
        rmSync(path, { force: true });
      }
    };
    return {
      close: () => void Promise.all([held.stop(), wire.close(), lab.close()]),
      inputs: [`${mib} MiB of a process that stands still, ${cuts} cuts by RST, seed ${SEED}`],
      async answers() {
        const expected = expectedContent(mib);
        if (context.sabotage) expected[5] = (expected[5] ?? 0) ^ 1;
        const result = await dump(cuts);
        const perCut = result.resentBytes / Math.max(1, result.cuts);
        context.note(
          `${result.cuts} cuts, ${result.reconnects} times connected again, ${(perCut / MiB).toFixed(2)} MiB sent again per cut`,
        );
        const source = 'the promise';
        return [
          { what: 'cuts', ours: String(result.cuts), expected: String(cuts), source },
          {
            what: 'sha256 of the dump',
            ours: result.sha256,
            expected: createHash('sha256').update(expected).digest('hex'),
            source: 'the rule that the process filled it by',
          },
          {
            what: 'at most a piece and what was read ahead sent again per cut',
            ours: perCut <= MEM_PIECE_BYTES + READ_AHEAD ? 'yes' : `${perCut} bytes`,
            expected: 'yes',
            source,
          },
        ];
      },
      rows: () => [
        {
          name: 'without a cut, evidence and storing included',
          ours: { name: 'memcase dump', run: () => measured(() => dump(0)) },
          limits: { wallMs: 120_000 },
          bytes: mib * MiB,
        },
      ],
    };
  },
};
