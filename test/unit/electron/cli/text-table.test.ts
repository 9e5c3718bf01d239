import { expect, it } from 'vitest';
import { foldText, displayWidth, fitToWidth } from '#electron/cli/display-width.ts';
import { formatTable } from '#electron/cli/text-table.ts';

it('counts columns of a terminal', () => {
  expect(displayWidth('fwlog')).toBe(5);
  expect(displayWidth('内存')).toBe(4);
  expect(displayWidth('e\u0301')).toBe(1);
  expect(displayWidth('█▎')).toBe(2);
  expect(displayWidth('Δ −')).toBe(3);
});

it('lines up Chinese and Latin cells', () => {
  const columns = [{ title: 'name' }, { title: 'n', align: 'right' as const }];
  const lines = formatTable(columns, [
    ['日志进程', '7'],
    ['fwlog', '1,234'],
  ]);
  expect(lines).toEqual(['name          n', '────────  ─────', '日志进程      7', 'fwlog     1,234']);
});

it('shortens only the column that gives way, in its middle', () => {
  const columns = [
    { title: 'path', shrinks: true },
    { title: 'size', align: 'right' as const },
  ];
  const [, , row] = formatTable(columns, [['/usr/lib/x86_64-linux-gnu/libcrypto.so.3', '12 KiB']], 30);
  expect(displayWidth(row ?? '')).toBe(30);
  expect(row?.endsWith('12 KiB')).toBe(true);
  expect(row).toContain('…');
  expect(fitToWidth('内存内存内存', 5)).toBe('内…存');
});

it('makes text from evidence harmless', () => {
  const [, , row] = formatTable([{ title: 'name' }], [['\u001b]0;owned\u0007a\u202eb\n']]);
  expect(row).toBe('␛]0;owned␇a\ufffdb␊');
});

it('leaves columns out, in their order, before a label is cut to nothing', () => {
  const columns = [
    { title: 'label', shrinks: true, least: 10 },
    { title: 'bar', leaves: 1 },
    { title: 'from', leaves: 2 },
  ];
  const rows = [['a label of 21 columns', '████', 'where from']];
  const titles = (width?: number) => formatTable(columns, rows, width)[0]?.split(/ +/);
  // 21 + 4 + 10 and two gaps of 2; at its least 10 + 4 + 10 + 4; without the bar 10 + 10 + 2.
  expect(titles()).toEqual(['label', 'bar', 'from']);
  expect(titles(28)).toEqual(['label', 'bar', 'from']);
  expect(titles(27)).toEqual(['label', 'from']);
  expect(titles(21)).toEqual(['label']);
  expect(formatTable(columns, rows, 21)[2]).toBe('a label of 21 columns');
});

it('breaks text between words, at display columns', () => {
  expect(foldText('one two three', 7, '  ')).toEqual(['one two', '  three']);
  expect(foldText('内存 进程 many', 9)).toEqual(['内存 进程', 'many']);
  expect(foldText('unbreakable x', 5)).toEqual(['unbreakable', 'x']);
  expect(foldText('as it is', undefined)).toEqual(['as it is']);
});
