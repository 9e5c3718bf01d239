import { describe, expect, it } from 'vitest';
import { closeGroups } from '#shared/analysis/table-view.ts';
import type { ProcessDiffRow } from '#shared/domain/diff.ts';

function row(id: string, parentId: string | null): ProcessDiffRow {
  return {
    kind: 'process',
    id,
    label: id,
    executable: parentId ?? id,
    commandLine: id,
    aPids: [],
    bPids: [],
    aCount: 1,
    bCount: 1,
    measure: 'rss',
    measures: {},
    parentId,
    aBytes: 1,
    bBytes: 1,
    deltaBytes: 0,
    notes: [],
    aEvidence: [],
    bEvidence: [],
  };
}

const rows = [row('cloudd', null), row('cloudd#1', 'cloudd'), row('init', null), row('ad#2', 'ad')];
const ids = (expanded: readonly string[]) => closeGroups(rows, expanded).map(({ id }) => id);

describe('closeGroups', () => {
  it('leaves out instances of closed groups only', () => {
    expect(ids([])).toEqual(['cloudd', 'init', 'ad#2']);
    expect(ids(['cloudd'])).toEqual(['cloudd', 'cloudd#1', 'init', 'ad#2']);
  });

  it('keeps an instance whose group the filter took away', () => {
    expect(ids([])).toContain('ad#2');
  });
});
