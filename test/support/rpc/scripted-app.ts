/** An app whose case and jobs do what a test wants: to make handlers throw, stall and send what no real one does. */
import { createApp } from '#electron/app.ts';
import type { App } from '#electron/app.ts';
import type { CaseInfo, WritableCase } from '#electron/casefile/types.ts';
import type { Jobs } from '#electron/rpc/services.ts';
import type { Platform } from '#electron/platform/platform.ts';

export const zeroHash = '0'.repeat(64);

const info: CaseInfo = {
  caseId: '6f1c3a52-0000-4000-8000-000000000001',
  title: 'Scripted',
  path: '/cases/scripted.memcase',
  schemaVersion: 1,
  createdAt: 1_700_000_000_000,
  mode: 'write',
  targets: 0,
  snapshots: 0,
  artifacts: 0,
  problems: 0,
  journalHead: zeroHash,
};

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly data?: Record<string, unknown> | undefined;
}

export interface ScriptedApp {
  readonly app: App;
  readonly log: LogLine[];
}

export interface Script {
  readonly file?: Partial<WritableCase>;
  readonly jobs?: Partial<Jobs>;
}

export function createScriptedApp(script: Script = {}): ScriptedApp {
  const log: LogLine[] = [];
  const file = scriptedCase(script.file);
  const files = { create: () => file, openForReading: () => file, openForWriting: () => file };
  const app = createApp(testPlatform(log), {
    appVersion: '9.9.9',
    files,
    jobs: { ...unscripted, ...script.jobs },
  });
  return { app, log };
}

export function testPlatform(log: LogLine[] = [], directory = '/nowhere'): Platform {
  return {
    launcher: 'test',
    actor: 'test',
    now: () => Date.now(),
    stateDir: directory,
    tempDir: directory,
    samplePath: `${directory}/sample.memcase`,
    log: (level, message, data) => void log.push({ level, message, data }),
  };
}

function scriptedCase(parts: Partial<WritableCase> = {}): WritableCase {
  const known: Partial<WritableCase> = { info, close: () => undefined, targets: () => [], ...parts };
  return new Proxy(known as WritableCase, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (member === undefined) throw new Error(`the script has no ${String(key)}`);
      return member;
    },
  });
}

const unscripted: Jobs = {
  importEvidence: notScripted,
  planCollection: notScripted,
  collectLive: notScripted,
  testRoute: notScripted,
  planDump: notScripted,
  dumpMemory: notScripted,
  readTimeline: notScripted,
  listDumps: notScripted,
  searchCase: notScripted,
  reparseCase: notScripted,
  verifyCase: notScripted,
  reviewRedaction: notScripted,
  renderReport: notScripted,
  exportCase: notScripted,
};

function notScripted(): never {
  throw new Error('the script has no such job');
}
