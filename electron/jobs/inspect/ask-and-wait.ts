/** A thread asks the one that started it, and waits: only one thread of a program may have a case open. */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** The thread's end. */
export interface AskingEnd {
  readonly port: MessagePort;
  /** One number: how many answers were given. */
  readonly given: Int32Array;
}

/** @throws nothing: where no answer can be given, the one that is asked ends the thread */
export function askAndWait({ port, given }: AskingEnd, question: unknown): unknown {
  port.postMessage(question);
  for (;;) {
    const before = Atomics.load(given, 0);
    const received = receiveMessageOnPort(port) as { message: unknown } | undefined;
    if (received !== undefined) return received.message;
    Atomics.wait(given, 0, before);
  }
}

/** @returns the thread's end, and `close`, after which the other end answers no more */
export function answering(
  answer: (question: unknown) => Promise<unknown>,
  fail: (error: unknown) => void,
): { readonly asking: AskingEnd; readonly close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const given = new Int32Array(new SharedArrayBuffer(4));
  port1.on('message', (question: unknown) => {
    void answer(question).then((message) => {
      port1.postMessage(message);
      Atomics.add(given, 0, 1);
      Atomics.notify(given, 0);
    }, fail);
  });
  return { asking: { port: port2, given }, close: () => port1.close() };
}
