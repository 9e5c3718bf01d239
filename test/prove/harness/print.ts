/** A proof as text for people. Losing rows are printed like the others. */
import type { Proof } from './prove.ts';
import type { RowResult, Sample } from './race.ts';

export function formatProof(proof: Proof): string {
  const { machine } = proof;
  const lines = [
    `${proof.id}: ${proof.promise}`,
    `  on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}; Node ${machine.node}; load ${machine.load.toFixed(1)}`,
    ...Object.entries(machine.peers).map(([name, version]) => `  peer ${name}: ${version}`),
    ...proof.inputs.map((input) => `  input: ${input}`),
    ...proof.answers.map((answer) =>
      answer.equal
        ? `  equal: ${answer.what} (${answer.source}): ${shorten(answer.expected)}`
        : `  NOT EQUAL: ${answer.what}: ours ${shorten(answer.ours)}, ${answer.source} ${shorten(answer.expected)}`,
    ),
    ...proof.rows.flatMap(formatRow),
    `  ${proof.sabotage ? 'sabotaged: ' : ''}${proof.id} ${proof.verdict}`,
  ];
  return lines.join('\n');
}

function formatRow(row: RowResult): string[] {
  const ratio =
    row.ratio === null
      ? []
      : [
          `      ratio ${row.ratio.median.toFixed(2)} [${row.ratio.low.toFixed(2)}, ${row.ratio.high.toFixed(2)}]` +
            `${row.ratio.median < 1 ? ' (loses)' : ''}, peer against itself ${(row.nullRace ?? NaN).toFixed(2)}`,
        ];
  return [
    `  ${row.verdict}: ${row.name}${row.misses.length > 0 ? `: ${row.misses.join('; ')}` : ''}${waitingText(row.waiting)}`,
    formatSample('ours', row.ours, row.bytes),
    ...(row.peer === null ? [] : [formatSample('peer', row.peer, row.bytes)]),
    ...ratio,
  ];
}

function formatSample(who: string, sample: Sample, bytes: number | null): string {
  const parts = [
    `${sample.wallMs.toFixed(1)} ms [${sample.minMs.toFixed(1)} to ${sample.maxMs.toFixed(1)}, ${sample.rounds} runs]`,
    sample.cpuMs === null ? '' : `CPU ${sample.cpuMs.toFixed(0)} ms`,
    sample.rssBytes === null ? '' : `${(sample.rssBytes / 2 ** 20).toFixed(0)} MiB resident`,
    bytes === null ? '' : `${(bytes / 2 ** 20 / (sample.wallMs / 1000)).toFixed(0)} MiB/s`,
  ];
  return `      ${who} ${parts.filter(Boolean).join(', ')}: ${sample.name}`;
}

/** Said only where it disturbs. */
function waitingText(waiting: number | null): string {
  return waiting === null || waiting < 0.05
    ? ''
    : ` (processes waited for a processor ${(waiting * 100).toFixed(0)} % of the time)`;
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}…`;
}
