/** Open cases, over real case files. */
import { mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '#electron/app.ts';
import type { App } from '#electron/app.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { CaseRegistry } from '#electron/rpc/case-registry.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { codeOf } from '#test/support/code-of.ts';
import { addTestArtifact, addTestSnapshot, createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';

let made: TempCase;
let app: App;

beforeEach(async () => {
  made = createTempCase({ title: 'Two appliances' });
  await addTestArtifact(made.file, addTestSnapshot(made.file), 'line one\nline two\nline three\n');
  made.file.close();
  app = createApp(made.platform);
});
afterEach(async () => {
  await app.close();
  made.remove();
});

describe('a case that is opened', () => {
  it('tells what it holds, and its evidence line by line', async () => {
    const { handle, ...summary } = await app.client.cases.open({ path: made.path, mode: 'read' });
    expect(summary).toMatchObject({
      title: 'Two appliances',
      mode: 'read',
      targets: 1,
      snapshots: 1,
      artifacts: 1,
    });
    const excerpt = await app.client.evidence.excerpt({ case: handle, artifact: 1, line: 2, context: 1 });
    expect(excerpt).toMatchObject({
      firstLine: 1,
      line: 2,
      lines: ['line one', 'line two', 'line three'],
      problems: [],
    });
    const bytes = await app.client.evidence.bytes({ case: handle, artifact: 1, offset: 5, length: 3 });
    expect(Buffer.from(bytes).toString()).toBe('one');
    const end = await app.client.evidence.excerpt({ case: handle, artifact: 1, line: 99, context: 0 });
    expect([end.firstLine, end.lines]).toEqual([3, ['line three']]);
  });

  it('twice is one case, also by another name', async () => {
    const link = join(dirname(made.path), 'link.memcase');
    symlinkSync(made.path, link);
    const first = await app.client.cases.open({ path: made.path, mode: 'read' });
    const again = await app.client.cases.open({
      path: join(dirname(made.path), '.', 'test.memcase'),
      mode: 'read',
    });
    expect(again.handle).toBe(first.handle);
    // A link may be refused by the case file itself; it is never a second reader of the same file.
    const linked = await app.client.cases.open({ path: link, mode: 'read' }).catch((error: unknown) => error);
    if (!(linked instanceof Error)) expect(linked).toMatchObject({ handle: first.handle });
    expect(await app.client.cases.list()).toHaveLength(1);
  });

  it('for reading becomes writable under its handle', async () => {
    const reading = await app.client.cases.open({ path: made.path, mode: 'read' });
    const writing = await app.client.cases.open({ path: made.path, mode: 'write' });
    expect([writing.handle, writing.mode]).toEqual([reading.handle, 'write']);
    expect((await app.client.cases.summary({ case: reading.handle })).mode).toBe('write');
    const readAgain = await app.client.cases.open({ path: made.path, mode: 'read' });
    expect(readAgain).toMatchObject({ handle: reading.handle, mode: 'write' });
  });

  it('for reading says why it cannot be written, also where it cannot be read again', async () => {
    const failing = (code: ErrorCode) => () => {
      throw new AppError(code, code);
    };
    const files = {
      create: failing('internal'),
      openForReading: (path: string) => openCaseForReading(path, made.platform),
      openForWriting: failing('casefile.read-only'),
    };
    const registry = new CaseRegistry(files);
    const { handle } = registry.open(made.path, 'read');
    expect(codeOf(() => registry.open(made.path, 'write'))).toBe('casefile.read-only');
    // It stays open for reading.
    expect(registry.get(handle).file.info.artifacts).toBe(1);
    files.openForReading = failing('casefile.not-found');
    expect(codeOf(() => registry.open(made.path, 'write'))).toBe('casefile.read-only');
    expect(codeOf(() => registry.get(handle))).toBe('casefile.closed');
    expect(registry.list()).toEqual([]);
  });

  it('for reading is not touched', async () => {
    const before = statSync(made.path, { bigint: true });
    const { handle } = await app.client.cases.open({ path: made.path, mode: 'read' });
    await app.client.evidence.artifacts({ case: handle });
    await app.client.cases.close({ case: handle });
    expect(statSync(made.path, { bigint: true }).mtimeNs).toBe(before.mtimeNs);
  });

  it('is gone when it was closed', async () => {
    const { handle } = await app.client.cases.open({ path: made.path, mode: 'read' });
    expect(await app.client.cases.close({ case: handle })).toEqual({ closed: true });
    expect(await app.client.cases.close({ case: handle })).toEqual({ closed: false });
    await expect(app.client.evidence.targets({ case: handle })).rejects.toMatchObject({
      code: 'casefile.closed',
    });
  });

  it('cannot be imported into for reading only', async () => {
    const { handle } = await app.client.cases.open({ path: made.path, mode: 'read' });
    const stream = await app.client.cases.reparse({ case: handle });
    await expect(stream.next()).rejects.toMatchObject({ code: 'casefile.read-only' });
  });

  it('that is none says what is wrong', async () => {
    const missing = join(dirname(made.path), 'missing.memcase');
    await expect(app.client.cases.open({ path: missing, mode: 'read' })).rejects.toMatchObject({
      code: 'casefile.not-found',
    });
    const folder = join(dirname(made.path), 'folder.memcase');
    mkdirSync(folder);
    await expect(app.client.cases.open({ path: folder, mode: 'read' })).rejects.toMatchObject({
      code: 'casefile.not-regular',
    });
  });
});

describe('the app', () => {
  it('takes the name of the file for a title, and does not overwrite', async () => {
    const path = join(dirname(made.path), 'fresh.memcase');
    expect(await app.client.cases.create({ path })).toMatchObject({ title: 'fresh', mode: 'write' });
    await expect(app.client.cases.create({ path })).rejects.toMatchObject({ code: 'casefile.exists' });
    const nowhere = join(dirname(made.path), 'no-folder', 'a.memcase');
    await expect(app.client.cases.create({ path: nowhere })).rejects.toMatchObject({
      code: 'casefile.not-found',
      message: `There is no folder ${dirname(nowhere)}; make it first, then the case in it.`,
    });
  });

  it('opens what its launcher was started with, for reading', async () => {
    app.openInitialCase(made.path);
    const hello = await app.client.app.hello({ contractVersion: 1 });
    const [open] = await app.client.cases.list();
    expect(open).toMatchObject({ handle: hello.initialCase, mode: 'read' });
  });

  it('closes everything when it ends', async () => {
    await app.client.cases.open({ path: made.path, mode: 'write' });
    await app.close();
    const other = createApp(made.platform);
    expect((await other.client.cases.open({ path: made.path, mode: 'write' })).mode).toBe('write');
    await other.close();
    rmSync(made.path, { force: true });
  });
});
