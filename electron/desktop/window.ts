/** The one window. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { pageUrl } from './page-address.ts';

/** Spelled out although most are Electron's defaults: a default may change, a test on these lines does not. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Memcase',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    },
  };
}

export function openWindow(
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow,
  preload: string,
): BrowserWindow {
  const window = create(windowOptions(preload));
  // Shown when there is something to see, so that nothing flashes white.
  window.once('ready-to-show', () => window.show());
  void window.loadURL(pageUrl);
  return window;
}
