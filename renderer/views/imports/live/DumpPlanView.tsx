/** What was found before anything is read: what it costs the target, what speaks against it, the exact commands. */
import { useState } from 'react';
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import type { DumpPlan } from '#shared/contract/dumps.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { needsConfirming } from './dump-model.ts';
import { Script } from './Script.tsx';

export interface DumpPlanViewProps {
  readonly plan: DumpPlan;
  /** Null while something runs, or where the form has changed since. */
  readonly onRun: (() => void) | null;
}

export function DumpPlanView({ plan, onRun }: DumpPlanViewProps) {
  const { collect } = useMessages();
  const text = collect.dump;
  const { process, estimate, target, refusals, warnings } = plan;
  const available = target.memAvailableBytes === null ? text.unknown : formatBytes(target.memAvailableBytes);
  return (
    <section className="dump-plan">
      <h2>{text.found(`${process.pid} ${toPrintable(process.commandLine || process.name)}`)}</h2>
      <p className="dump-stops">
        {estimate.stops === 0
          ? text.noStop
          : text.stops(estimate.stops, formatCount(Math.round(estimate.longestStopMs)))}
      </p>
      <p>{text.amount(formatBytes(estimate.bytes), formatCount(Math.ceil(estimate.seconds)))}</p>
      <p>{text.memoryThere(formatBytes(estimate.remoteBytes), available)}</p>
      {refusals.length > 0 && (
        <ul className="collect-notes dump-refusals" role="alert">
          {refusals.map(({ reason, text: why }) => (
            <li key={reason}>{toPrintable(why)}</li>
          ))}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul className="collect-notes">
          {warnings.map((warning) => (
            <li key={warning}>{toPrintable(warning)}</li>
          ))}
        </ul>
      )}
      <DumpRegions regions={plan.regions} />
      {refusals.length > 0 ? <p>{text.refused}</p> : <Start plan={plan} onRun={onRun} />}
      <h3>{collect.commands(plan.commands.length)}</h3>
      <ol className="dump-commands">
        {plan.commands.map((command, index) => (
          <li key={index}>
            <code>{command}</code>
          </li>
        ))}
      </ol>
      <Script title={collect.script} script={plan.script} />
    </section>
  );
}

function Start({ plan, onRun }: DumpPlanViewProps) {
  const { collect } = useMessages();
  const [typed, setTyped] = useState('');
  const asks = needsConfirming(plan);
  const confirmed = !asks || typed.trim() === plan.process.name;
  return (
    <div className="dump-start">
      {asks && (
        <label>
          <span>{collect.dump.confirm(plan.process.name)}</span>
          <input
            type="text"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      <Button
        intent="primary"
        text={collect.dump.run}
        disabled={onRun === null || !confirmed}
        onClick={() => onRun?.()}
      />
    </div>
  );
}

function DumpRegions({ regions }: { regions: DumpPlan['regions'] }) {
  const { collect, ledger, window: words } = useMessages();
  const text = collect.dump;
  const amount = (bytes: number | null) => (bytes === null ? words.absent : formatBytes(bytes));
  return (
    <div className="dump-regions" tabIndex={0} role="region" aria-label={text.regions(regions.length)}>
      <table>
        <caption>{text.regions(regions.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{text.columns.region}</th>
            <th scope="col">{text.columns.class}</th>
            <th scope="col" className="number">
              {text.columns.size}
            </th>
            <th scope="col" className="number">
              {text.columns.resident}
            </th>
            <th scope="col" className="number">
              {text.columns.swapped}
            </th>
          </tr>
        </thead>
        <tbody>
          {regions.map(({ start, end, class: kind, sizeBytes, rssBytes, swapBytes }) => (
            <tr key={start}>
              <td className="mono nowrap">
                {start}-{end}
              </td>
              <td>{kind === null ? '' : ledger.classes[kind]}</td>
              <td className="number nowrap">{formatBytes(sizeBytes)}</td>
              <td className="number nowrap">{amount(rssBytes)}</td>
              <td className="number nowrap">{amount(swapBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
