/**
 * Runs the bundled services as Electron's utility process would, with Node's ports in the place of Electron's, and
 * prints what they answered. Arguments: a case to open.
 */
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { createConnection } from '#renderer/rpc/client.ts';
import { wireOfPort } from '#renderer/rpc/message-port-link.ts';
import { asPortMain } from '#test/support/rpc/transports.ts';

const replies: unknown[] = [];
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (reply: unknown) => void replies.push(reply),
});
Object.assign(process, { parentPort });
await import(fileURLToPath(new URL('../../../dist/desktop/backend.js', import.meta.url)));

const { port1, port2 } = new MessageChannel();
parentPort.emit('message', { data: { kind: 'open-case', path: process.argv[2] }, ports: [] });
parentPort.emit('message', { data: { kind: 'connect' }, ports: [asPortMain(port1)] });
const connection = createConnection(async () => wireOfPort(port2 as unknown as MessagePort));
const { initialCase, launcher } = await connection.hello();
const request = { case: initialCase ?? '' };
const explanation = await connection.client.analysis.explain(request);
const report = await connection.client.reports.render({ ...request, date: 0 });
let step = await report.next();
while (!step.done) step = await report.next();
const { pdf, pages } = step.value;
const search = await connection.client.search.run({ ...request, pattern: 'session_id', limit: 1 });
let found = await search.next();
while (!found.done) found = await search.next();
const { hits } = found.value;
const head = Buffer.from(pdf.subarray(0, 5)).toString('latin1');
const { gapBytes, mechanisms } = explanation;
console.log(
  JSON.stringify({ replies, launcher, gapBytes, mechanisms: mechanisms.length, pages, head, hits }),
);
connection.close();
port1.close();
