/** What goes wrong between the two readings of an import, and where it is cancelled. */
import { randomBytes } from 'node:crypto';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { verifyCase } from '#electron/jobs/verify/verify-case.ts';
import { neverAborted } from '#electron/jobs/cancel.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { tarOf } from '#test/support/imports.ts';
import { useImports } from '#test/support/imports.ts';
import { meminfo, ps } from '#test/support/cli/evidence.ts';

const imports = useImports();
const { write, takePaths, disturbed } = imports;

describe('what goes wrong between looking and storing', () => {
  it('refuses every member of an archive that is gone by then', async () => {
    const path = write(
      'evidence.tar',
      await tarOf([{ name: 'meminfo' }, meminfo(800_000)], [{ name: 'ps' }, ps()]),
    );
    const job = importEvidence(
      imports.temp.file,
      { target: 'gw', sources: [{ path }] },
      neverAborted,
      imports.temp.platform,
    );
    let step = await job.next();
    for (let looked = 0; step.done !== true; step = await job.next()) {
      if (step.value.phase === 'look' && ++looked === 2) rmSync(path);
    }
    expect(step.value.parts).toEqual([]);
    expect(step.value.refused.map(({ name, code }) => [name, code])).toEqual([
      ['meminfo', 'input.not-found'],
      ['ps', 'input.not-found'],
    ]);
    expect(step.value.refused[1]?.message).toMatch(
      /^ps could not be stored: .*evidence\.tar does not exist\.$/,
    );
  });

  it('lists a file that is gone by then with its reason and takes the others', async () => {
    const [first, gone, last] = [
      write('meminfo', meminfo(800_000)),
      write('77/status', 'Name:\tfwlog\nPid:\t77\nVmRSS:\t10 kB\n'),
      write('ps', ps([77, 50_000, 'fwlog'])),
    ] as const;
    const result = await disturbed([first, gone, last], 3, () => rmSync(gone));
    expect(result.parts.map(({ kind }) => kind)).toEqual(['meminfo', 'ps']);
    expect(result.refused).toEqual([
      { name: '77/status', code: 'input.not-found', message: '77/status does not exist.' },
    ]);
    expect(imports.temp.file.snapshots()).toHaveLength(1);
  });

  it('leaves no snapshot and no target where the only file is gone or is a link by then', async () => {
    const path = write('meminfo', meminfo(800_000));
    const gone = await disturbed([path], 1, () => rmSync(path));
    expect(gone.refused.map(({ code }) => code)).toEqual(['input.not-found']);
    write('meminfo', meminfo(800_000));
    const linked = await disturbed([path], 1, () => {
      rmSync(path);
      symlinkSync('/etc/hostname', path);
    });
    expect(linked.refused.map(({ code }) => code)).toEqual(['input.unreadable']);
    expect([
      imports.temp.file.targets(),
      imports.temp.file.snapshots(),
      imports.temp.file.journal().length,
    ]).toEqual([[], [], 1]);
  });

  it('compares with what is there although a file cannot be read any more', async () => {
    const [one, list] = [write('meminfo', meminfo(800_000)), write('ps', ps([77, 50_000, 'fwlog']))] as const;
    await takePaths(one, list);
    // Of equal size and time: only reading could tell whether it is the same.
    write('meminfo', meminfo(700_000));
    const result = await disturbed([one, list], 2, () => rmSync(one));
    expect(result.refused.map(({ name, code }) => [name, code])).toEqual([['meminfo', 'input.not-found']]);
    expect(result.parts).toMatchObject([{ kind: 'ps', duplicate: true }]);
    expect(imports.temp.file.snapshots()).toHaveLength(1);
  });

  it('lists a member with its own reason, and finds those behind it', async () => {
    const xz = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), Buffer.alloc(600)]);
    const list = ps([77, 50_000, 'fwlog']);
    const archive = (status: string | Buffer) =>
      tarOf([{ name: 'meminfo' }, meminfo(800_000)], [{ name: 'status' }, status], [{ name: 'ps' }, list]);
    const path = write('evidence.tar', await archive('Name:\tfwlog\nPid:\t77\nVmRSS:\t10 kB\n'));
    const changed = await archive(xz);
    const result = await disturbed([path], 3, () => writeFileSync(path, changed));
    expect(result.parts.map(({ kind }) => kind)).toEqual(['meminfo', 'ps']);
    expect(result.refused).toEqual([
      {
        name: 'status',
        code: 'input.bad-archive',
        message: 'status is packed with xz; unpack it first (xz -d).',
      },
    ]);
  });

  it('cuts a transcript whose parts were not written the first time', async () => {
    const path = write(
      'session.log',
      `[root@gw ~]# cat /proc/meminfo\n${meminfo(800_000)}[root@gw ~]# ps\n${ps()}`,
    );
    const addParts = imports.temp.file.addParts.bind(imports.temp.file);
    imports.temp.file.addParts = () => {
      throw new AppError('casefile.disk-full', 'The disk is full.');
    };
    await takePaths(path).catch(() => undefined);
    imports.temp.file.addParts = addParts;
    expect(imports.temp.file.artifacts().map(({ kind }) => kind)).toEqual(['transcript']);
    await takePaths(path);
    expect(imports.temp.file.artifacts().map(({ kind }) => kind)).toEqual(['transcript', 'meminfo', 'ps']);
  });
});

describe('an import that is cancelled', () => {
  const noise = randomBytes(48 * 1024 * 1024);

  it('says what is kept, and gives the room of what is not back to the disk', async () => {
    const signal = { aborted: false };
    const paths = [write('meminfo', meminfo(800_000)), write('a.bin', noise), write('ps', ps([7, 1, 'x']))];
    const sources = paths.map((path) => ({ path }));
    const job = importEvidence(imports.temp.file, { target: 'gw', sources }, signal, imports.temp.platform);
    const cancel = async (): Promise<void> => {
      for (let step = await job.next(); step.done !== true; step = await job.next()) {
        const { phase, subject, done } = step.value;
        // Two groups of 16 MiB have been committed by then.
        if (phase === 'store' && subject === 'a.bin' && done > 40 * 1024 * 1024) signal.aborted = true;
      }
    };
    await expect(cancel()).rejects.toMatchObject({
      code: 'job.cancelled',
      message:
        'The import was cancelled. What was stored whole is kept (1 file), nothing of the file that was under way. The same import again goes on from there.',
    });
    expect(imports.temp.file.artifacts().map(({ name }) => name)).toEqual(['meminfo']);
    expect(imports.temp.file.staleSnapshots()).toEqual([]);
    imports.temp.file.close();
    expect(statSync(imports.temp.path).size).toBeLessThan(1024 * 1024);
    const again = openCaseForReading(imports.temp.path, imports.temp.platform);
    expect(Buffer.from(again.readBytes(1, 0, 8)).toString()).toBe('MemTotal');
    const verifying = verifyCase(again, neverAborted);
    let step = await verifying.next();
    while (step.done !== true) step = await verifying.next();
    expect(step.value.checks.filter(({ ok }) => !ok)).toEqual([]);
    again.close();
  });

  it('before anything was stored says that', async () => {
    const sources = [{ path: write('meminfo', meminfo(800_000)) }];
    const signal = { aborted: false };
    const job = importEvidence(imports.temp.file, { target: 'gw', sources }, signal, imports.temp.platform);
    await job.next();
    signal.aborted = true;
    await expect(job.next()).rejects.toThrow(
      'The import was cancelled. Nothing was stored; the case is as it was.',
    );
  });
});
