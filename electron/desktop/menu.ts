/** The application menu: what the page cannot do itself, and the roles that a platform expects. */
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  openCase(): void;
}

/** Labels of roles are Electron's own, in the language of the system. */
export function menuTemplate(actions: MenuActions, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const appMenu: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  return [
    ...appMenu,
    {
      role: 'fileMenu',
      submenu: [
        { label: 'Open case…', accelerator: 'CmdOrCtrl+O', click: () => actions.openCase() },
        { type: 'separator' },
        { role: platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
