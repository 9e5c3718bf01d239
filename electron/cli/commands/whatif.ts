/** `memcase whatif CASE --mechanism ID --set KEY=VALUE [--json]` */
import type { WhatIf } from '#shared/domain/mechanism.ts';
import { formatBytes } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatTable } from '../text-table.ts';

export interface WhatIfOptions {
  readonly mechanism: string;
  readonly set: readonly string[];
  readonly a?: string;
  readonly b?: string;
  readonly json?: boolean;
}

export async function runWhatIf(
  context: CommandContext,
  path: string,
  { mechanism, set, a, b, json }: WhatIfOptions,
): Promise<ExitCode> {
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const answer = await client.analysis.whatIf(
      { case: handle, a, b, mechanism, set: [...set] },
      { signal: context.signal },
    );
    if (json === true) context.out.json('whatif', { case: path, ...answer });
    else context.out.lines(whatIfLines(answer, context.out.width));
    return exitCodes.ok;
  });
}

const columns = [
  { title: 'target' },
  { title: 'process', shrinks: true },
  { title: 'pid', align: 'right' as const },
  { title: 'observed', align: 'right' as const },
  { title: 'ceiling now', align: 'right' as const },
  { title: 'ceiling then', align: 'right' as const },
];

function whatIfLines({ rows, title, lines, ...sums }: WhatIf, width: number | undefined): string[] {
  const { observedBytes, nowCeilingBytes, thenCeilingBytes } = sums;
  const all = ['', 'all of them', '', ...amounts(observedBytes, nowCeilingBytes, thenCeilingBytes)];
  return [
    `${title}: ${formatBytes(observedBytes)} observed, ceiling ${ceiling(nowCeilingBytes)}; ` +
      `then it would be ${ceiling(thenCeilingBytes)}.`,
    '',
    ...formatTable(
      columns,
      [
        ...rows.map((row) => [
          ...[row.target, row.process, row.pid === null ? '' : String(row.pid)],
          ...amounts(row.observedBytes, row.nowCeilingBytes, row.thenCeilingBytes),
        ]),
        ...(rows.length > 1 ? [all] : []),
      ],
      width,
    ),
    '',
    ...lines,
  ];
}

function amounts(observed: number, now: number | null, then: number | null): string[] {
  return [formatBytes(observed), ceiling(now), ceiling(then)];
}

function ceiling(bytes: number | null): string {
  return bytes === null ? 'none' : formatBytes(bytes);
}
