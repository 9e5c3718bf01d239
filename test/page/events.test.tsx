/** Events of the overview, over real services and a case that holds a real OOM report. */
import './support/node-globals.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '#electron/app.ts';
import { App, createQueries } from '#renderer/app/App.tsx';
import { usePreferences } from '#renderer/state/preferences.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { createWindowCase } from '#test/support/window-case.ts';
import { layOut } from './support/layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'memcase-page-events-'));
beforeAll(layOut);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('shows a kill and opens its line', async () => {
  const platform = createTestPlatform(folder);
  const path = join(folder, 'oom.memcase');
  await createWindowCase(path, platform);
  const services = createApp(platform);
  const { client } = services;
  const { handle } = await client.cases.open({ path, mode: 'write' });
  const text = readFileSync(join(import.meta.dirname, '../fixtures/oom/linux-6.18-memcg-v1.txt'));
  const run = await client.imports.run({
    case: handle,
    target: 'gw-a',
    sources: [{ name: 'dmesg.txt', bytes: new Uint8Array(text) }],
  });
  while ((await run.next()).done !== true);
  services.openInitialCase(path);
  const connection = {
    client,
    hello: () => client.app.hello({ contractVersion: 1 }),
    onLost: () => () => undefined,
    close: () => undefined,
  };
  usePreferences.setState({ language: 'en', inspectorOpen: true });
  render(<App connection={connection} queries={createQueries()} />);
  fireEvent.click(await screen.findByText(/OOM kill · python3 \(18464\)/, {}, { timeout: 10_000 }));
  // The line of the kill, as it stands in the evidence.
  expect(
    (await screen.findAllByText(/Killed process 18464 \(python3\) total-vm:94692kB/)).length,
  ).toBeGreaterThan(0);
  cleanup();
  await services.close();
}, 60_000);
