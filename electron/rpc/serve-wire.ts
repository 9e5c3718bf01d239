/**
 * Answers one connection, whatever carries it. oRPC's message-port adapter does the calls, streams and
 * cancellation; this file stands between it and the wire so that a hostile or broken peer cannot crash it
 * (the adapter leaves its promises unhandled) and no caller is left waiting.
 */
import { RPCHandler } from '@orpc/server/message-port';
import type { AnyRouter } from '@orpc/server';
import { AppError } from '#shared/errors/app-error.ts';
import { isAsyncIterator } from '#shared/contract/checked-link.ts';
import {
  bytesSerializer,
  callIdOf,
  isRecord,
  messageTypes,
  readCallerMessage,
} from '#shared/contract/wire.ts';
import type { Wire } from '#shared/contract/wire.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { createErrorGuard, describe, toWire } from './error-guard.ts';

/** Calls that one connection may have open; a window uses a handful. */
export const MAX_OPEN_CALLS = 128;
/** Messages of a wrong form after which a connection is ended. */
export const MAX_BAD_MESSAGES = 20;

export type ServeWire = (wire: Wire) => void;

export function createServeWire(router: AnyRouter, log: Platform['log']): ServeWire {
  const handler = new RPCHandler(router, {
    clientInterceptors: [createErrorGuard(log)],
    customJsonSerializers: [bytesSerializer],
    // Messages stay objects (the wire frames them where it must); nothing is transferred, buffers are copied.
    // Null for the opening of a stream: only oRPC's own encoder gives it the header that says so.
    experimental_transfer: ([, , payload]) => (opensStream(payload) ? null : []),
  });
  return (wire) => {
    const connection = guardConnection(wire, log);
    handler.upgrade(connection.port, { context: {} });
    connection.start();
  };
}

function guardConnection(wire: Wire, log: Platform['log']) {
  const openCalls = new Set<string>();
  const listeners: ((message: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let badMessages = 0;

  const deliver = (message: unknown) => listeners.forEach((listener) => listener(message));

  function receive(message: unknown): void {
    const request = readCallerMessage(message);
    if (request === undefined) return refuse(message);
    if ('t' in request) {
      openCalls.delete(request.i);
      return deliver(request);
    }
    if (openCalls.size >= MAX_OPEN_CALLS) {
      return send(errorMessage(request.i, new AppError('rpc.invalid-request', 'Too many calls at once.')));
    }
    openCalls.add(request.i);
    deliver(request);
  }

  function refuse(message: unknown): void {
    badMessages += 1;
    const id = callIdOf(message);
    if (id !== undefined && !openCalls.has(id)) {
      send(
        errorMessage(id, new AppError('rpc.invalid-request', 'The message has no form that is known here.')),
      );
    }
    if (badMessages < MAX_BAD_MESSAGES) return;
    log('warn', 'connection ended: too many malformed messages');
    wire.close();
  }

  function send(encoded: unknown): void {
    const message: unknown = typeof encoded === 'string' ? JSON.parse(encoded) : encoded;
    const id = callIdOf(message);
    try {
      wire.post(message);
      if (id !== undefined && endsCall(message)) openCalls.delete(id);
    } catch (error) {
      log('error', 'an answer could not be sent', describe(error));
      if (id === undefined) return;
      openCalls.delete(id);
      sendInstead(id, message);
    }
  }

  /** The caller gets an error in the place of what could not be cloned, and the handler is stopped. */
  function sendInstead(id: string, message: unknown): void {
    const error = new AppError('internal', 'The answer could not be sent; the log has the cause.');
    try {
      wire.post(isEvent(message) ? errorEvent(id, error) : errorMessage(id, error));
    } catch {
      wire.close();
    }
    deliver({ i: id, t: messageTypes.abort });
  }

  return {
    port: {
      onMessage: { addListener: (listener: (message: unknown) => void) => void listeners.push(listener) },
      onDisconnect: { addListener: (listener: () => void) => void closeListeners.push(listener) },
      postMessage: send,
    },
    start(): void {
      wire.onMessage(receive);
      wire.onClose(() => closeListeners.forEach((listener) => listener()));
    },
  };
}

function opensStream(payload: unknown): boolean {
  return isRecord(payload) && isAsyncIterator(payload.body);
}

function isEvent(message: unknown): boolean {
  return isRecord(message) && message.t === messageTypes.event;
}

/** A plain answer, or the last event of a stream. */
function endsCall(message: unknown): boolean {
  if (!isRecord(message)) return false;
  const payload = isRecord(message.p) ? message.p : {};
  if (message.t === messageTypes.event) return payload.e !== 'message';
  return payload.h === undefined;
}

function errorBody(error: AppError) {
  return { json: toWire(error).toJSON() };
}

function errorMessage(id: string, error: AppError): unknown {
  return { i: id, p: { s: 500, b: errorBody(error) } };
}

function errorEvent(id: string, error: AppError): unknown {
  return { i: id, t: messageTypes.event, p: { e: 'error', d: errorBody(error) } };
}
