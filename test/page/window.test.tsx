/** The whole window in jsdom over the real services and a real case file, by the in-process client. */
import './support/node-globals.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type App as Services } from '#electron/app.ts';
import { App, createQueries } from '#renderer/app/App.tsx';
import type { Connection } from '#renderer/rpc/client.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import { meminfoText } from '#test/support/builders/appliance-text.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { createWindowCase } from '#test/support/window-case.ts';
import { layOut } from './support/layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'memcase-page-'));
const path = join(folder, 'two.memcase');
const platform = createTestPlatform(folder);
let services: Services;

function connectionTo(app: Services): Connection {
  return {
    client: app.client,
    hello: () => app.client.app.hello({ contractVersion: 1 }),
    onLost: () => () => undefined,
    close: () => undefined,
  };
}

async function showWindow(casePath: string | null = path): Promise<void> {
  services = createApp(platform);
  if (casePath !== null) services.openInitialCase(casePath);
  render(<App connection={connectionTo(services)} queries={createQueries()} />);
  if (casePath !== null) await screen.findByRole('treegrid', {}, { timeout: 5000 });
}

beforeAll(async () => {
  layOut();
  await createWindowCase(path, platform);
});
beforeEach(() => {
  localStorage.clear();
  useSession.getState().closeCase();
  usePreferences.setState({
    language: 'en',
    theme: 'system',
    unit: 'MiB',
    letterKeys: true,
    inspectorOpen: true,
    recent: [],
  });
});
afterEach(async () => {
  cleanup();
  await services.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const grid = () => screen.findByRole('grid');

describe('overview', () => {
  it('says who uses how much more, and who owns it', async () => {
    await showWindow();
    // By hand from the builder: MemAvailable differs by the backlogs, 310,000 − 12,000 kB = 291.0 MiB.
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      '10.222.3.18 uses 291.0 MiB more than 10.222.3.49',
    );
    expect(screen.getByText(/Most of it: fwlog .* logsd .* auditd/)).toBeTruthy();
  });

  it('shows what is damaged and what is missing', async () => {
    await showWindow();
    expect(await screen.findByText('Damaged permissions, read as the letters they look like')).toBeTruthy();
    const rollup = screen.getByRole('row', { name: /smaps_rollup/ });
    expect(within(rollup).getAllByText('missing')).toHaveLength(2);
  });

  it('compares the snapshots that are chosen', async () => {
    await showWindow();
    fireEvent.click(screen.getByRole('button', { name: 'Use 10.222.3.18 #1 as A' }));
    // 150,000 − 12,000 kB = 134.8 MiB.
    expect(await screen.findByRole('heading', { name: /uses 134\.8 MiB more/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Swap A and B' }));
    expect(
      await screen.findByRole('heading', { name: '10.222.3.49 uses 134.8 MiB less than 10.222.3.18' }),
    ).toBeTruthy();
  });
});

describe('tables', () => {
  it('opens a group of processes in place and closes it again', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '3', ctrlKey: true });
    const table = await screen.findByRole('treegrid', { name: 'Processes' });
    // Programs: 3 daemons and 5 others.
    expect(table.getAttribute('aria-rowcount')).toBe('9');
    const group = within(table).getByText('cloudd').closest('[role="row"]');
    fireEvent.doubleClick(group?.querySelector('[role="gridcell"]') as Element);
    await waitFor(() => expect(table.getAttribute('aria-rowcount')).toBe('13'));
    await waitFor(() => expect(table.querySelectorAll('[aria-level="2"]')).toHaveLength(4));
    fireEvent.doubleClick(within(table).getByText('cloudd').closest('[role="gridcell"]') as Element);
    await waitFor(() => expect(table.getAttribute('aria-rowcount')).toBe('9'));
  });

  it('shows what a side does not have as a dash and never as zero', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '4', ctrlKey: true });
    const table = await grid();
    const row = (await within(table).findAllByText('only A'))[0]?.closest('[role="row"]') as HTMLElement;
    const [, , b] = within(row).getAllByRole('gridcell');
    expect(b?.textContent).toBe('–not known');
  });

  it('filters, says how many are left, and clears', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '2', ctrlKey: true });
    const table = await grid();
    const all = Number(table.getAttribute('aria-rowcount')) - 1;
    // Active(anon), Inactive(anon), AnonPages, and Shmem by its group.
    await userEvent.type(screen.getByLabelText('Filter'), 'anon');
    await waitFor(() => expect(table.getAttribute('aria-rowcount')).toBe('5'));
    expect(screen.getAllByText(`4 of ${all} rows`).length).toBeGreaterThan(0);
    await userEvent.clear(screen.getByLabelText('Filter'));
    await userEvent.type(screen.getByLabelText('Filter'), 'no such field');
    expect(await screen.findByText('No row matches')).toBeTruthy();
  });

  it('sorts by a column, turns round, and returns to the default', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '2', ctrlKey: true });
    const table = await grid();
    const header = within(table).getByRole('columnheader', { name: 'Field' });
    fireEvent.click(header);
    await waitFor(() => expect(table.querySelector('[data-row="0"]')?.textContent).toMatch(/^Active /));
    expect(header.getAttribute('aria-sort')).toBe('ascending');
    fireEvent.click(header);
    await waitFor(() =>
      expect(table.querySelector('[data-row="0"]')?.textContent).toMatch(/^Slab |^SwapCached/),
    );
    fireEvent.click(header);
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('none'));
  });

  it('copies bytes as plain digits', async () => {
    await showWindow();
    const user = userEvent.setup();
    fireEvent.keyDown(window, { key: '2', ctrlKey: true });
    const table = await grid();
    await user.click(within(table).getByText('MemTotal'));
    await user.keyboard('{Control>}c{/Control}');
    // 4,028,388 kB of the builder.
    await waitFor(async () =>
      expect(await navigator.clipboard.readText()).toContain(
        `MemTotal\ttotal\t${4_028_388 * 1024}\t${4_028_388 * 1024}\t0`,
      ),
    );
  });
});

describe('evidence', () => {
  it('opens the line of the side whose number was asked for', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '2', ctrlKey: true });
    const table = await grid();
    const row = within(table).getByText('PageTables').closest('[role="row"]') as HTMLElement;
    fireEvent.click(within(row).getAllByRole('gridcell')[3] as Element);
    const inspector = screen.getByRole('complementary', { name: 'Inspector' });
    const line = await waitFor(() => {
      const current = inspector.querySelector('[aria-current="true"]');
      expect(current?.textContent).toContain('PageTables:');
      return current;
    });
    // 9,840 + 12,000 / 512 kB.
    expect(line?.textContent).toBe('18PageTables:         9863 kB');
    expect(within(inspector).getAllByText('10.222.3.49').length).toBeGreaterThan(0);
    expect(inspector.querySelector('[data-sha256]')?.getAttribute('data-sha256')).toMatch(/^[0-9a-f]{64}$/);
    expect(within(inspector).getByText('cat /proc/meminfo')).toBeTruthy();
  });

  it('flags the problem in its line', async () => {
    await showWindow();
    fireEvent.click((await screen.findAllByRole('button', { name: /E-\d+, line 3/ }))[0] as Element);
    const inspector = screen.getByRole('complementary', { name: 'Inspector' });
    expect((await within(inspector).findAllByText(/ΓW/)).length).toBeGreaterThan(0);
    expect(inspector.querySelectorAll('.excerpt-problem').length).toBeGreaterThan(0);
  });
});

describe('language, unit, keys', () => {
  it('switches everything live and keeps the choice', async () => {
    await showWindow();
    fireEvent.click(screen.getByRole('button', { name: '简体中文' }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      '10.222.3.18 比 10.222.3.49 多用 291.0 MiB',
    );
    expect(document.documentElement.lang).toBe('zh-CN');
    expect(localStorage.getItem('memcase.preferences')).toContain('"language":"zh-CN"');
  });

  it('shows amounts in the unit that is chosen', async () => {
    await showWindow();
    fireEvent.click(screen.getByRole('button', { name: 'KiB' }));
    const table = screen.getByRole('treegrid');
    expect(within(table).getByRole('columnheader', { name: 'A (KiB)' })).toBeTruthy();
    expect(within(table).getAllByText('+298,000', { exact: false }).length).toBeGreaterThan(0);
  });

  it('takes no single letter where text is typed, and none at all when they are switched off', async () => {
    await showWindow();
    fireEvent.keyDown(window, { key: '2', ctrlKey: true });
    const table = await grid();
    fireEvent.keyDown(screen.getByLabelText('Filter'), { key: '?' });
    expect(useSession.getState().dialog).toBeNull();
    act(() => {
      usePreferences.setState({ letterKeys: false });
    });
    fireEvent.keyDown(table, { key: 'x' });
    expect(useSession.getState().sides).toEqual({ a: null, b: null });
    act(() => {
      usePreferences.setState({ letterKeys: true });
    });
    fireEvent.keyDown(table, { key: 'x' });
    expect(useSession.getState().sides).toEqual({ a: '10.222.3.49@1', b: '10.222.3.18@2' });
  });

  it('goes from pane to pane by F6', async () => {
    await showWindow();
    const paneOfFocus = () => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane');
    const visited = [1, 2, 3, 4, 5].map(() => {
      fireEvent.keyDown(window, { key: 'F6' });
      return paneOfFocus();
    });
    expect(new Set(visited)).toEqual(new Set(['title', 'rail', 'main', 'inspector', 'status']));
    const before = paneOfFocus();
    fireEvent.keyDown(window, { key: 'F6' });
    fireEvent.keyDown(window, { key: 'F6', shiftKey: true });
    expect(paneOfFocus()).toBe(before);
  });
});

describe('home', () => {
  it('tells by code what is wrong with a path', async () => {
    await showWindow(null);
    await userEvent.type(await screen.findByLabelText('Path of a .memcase file'), '/no/such.memcase');
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('There is no case at this path');
    expect(notice.textContent).toContain('code: casefile.not-found');
  });

  it('makes a case and adds pasted text to it, with its problems by line', async () => {
    await showWindow(null);
    await userEvent.type(await screen.findByLabelText('Path of the new file'), join(folder, 'new.memcase'));
    fireEvent.click(screen.getByRole('button', { name: 'Create' }));
    await userEvent.type(await screen.findByLabelText('Target (machine)'), 'host-c');
    const pasted = meminfoText({ backlogKb: 0 }).replace('38204 kB', '382Θ4 kB');
    fireEvent.change(screen.getByLabelText('Pasted text'), { target: { value: pasted } });
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('1 part, 23 records, 1 problem')).toBeTruthy();
    expect(await screen.findByText(/line 4: Damaged digit/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    // 4,028,388 − (3,690,000 − 821,036) kB = 1,159,424 kB = 1,132.2… MiB.
    expect(await screen.findByRole('heading', { name: 'host-c uses 1,132 MiB' })).toBeTruthy();
  });
});
