/**
 * The only message that the window can send to the main process: "connect me". The answer is one port whose
 * other end is with the services; the main process never sees what goes through it.
 */
import type { IpcMain, IpcMainEvent, MessageChannelMain, MessagePortMain, WebFrameMain } from 'electron';
import { pageOrigin } from './page-address.ts';

/** Also said by preload.ts, which bundles them, and by renderer/rpc/message-port-link.ts, which a test compares. */
export const connectChannel = 'memcase:connect';
export const portChannel = 'memcase:port';

export interface ServicePorts {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  readonly createChannel: () => MessageChannelMain;
  /** Hands one end to the services. */
  readonly connect: (port: MessagePortMain) => void;
}

export function offerServicePorts({ ipcMain, createChannel, connect }: ServicePorts): void {
  ipcMain.on(connectChannel, (event: IpcMainEvent, ...payload: unknown[]) => {
    const frame = event.senderFrame;
    if (payload.length > 0 || !isOwnFrame(frame)) return;
    const { port1, port2 } = createChannel();
    connect(port1);
    frame.postMessage(portChannel, null, [port2]);
  });
}

/** Our page itself: no frame inside it, nothing of another origin, nothing that is gone already. */
function isOwnFrame(frame: WebFrameMain | null): frame is WebFrameMain {
  return frame !== null && !frame.detached && frame.parent === null && frame.origin === pageOrigin;
}
