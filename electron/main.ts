/** The desktop launcher: binds what a window may do, then opens one. All work is in backend.ts. */
import { join } from 'node:path';
import * as electron from 'electron';
import { menuTemplate } from '#electron/desktop/menu.ts';
import { denyNavigation } from '#electron/desktop/navigation-policy.ts';
import { askForCase, caseFromArguments } from '#electron/desktop/open-file.ts';
import { bindSession, bindSessions } from '#electron/desktop/permissions.ts';
import { pageSchemeRights, servePage } from '#electron/desktop/protocol.ts';
import { offerServicePorts } from '#electron/desktop/service-ports.ts';
import { createServicesProcess } from '#electron/desktop/services-process.ts';
import { openWindow } from '#electron/desktop/window.ts';
import { listPageFiles } from '#electron/platform/page-files.ts';
import { pageDirectory } from '#electron/platform/places.ts';

const { BrowserWindow, Menu, MessageChannelMain, app, dialog, ipcMain, protocol } = electron;
const here = import.meta.dirname;
let window: electron.BrowserWindow | undefined;

const services = createServicesProcess(
  () => electron.utilityProcess.fork(join(here, 'backend.js'), [], { serviceName: 'Memcase services' }),
  (reply) => {
    if (reply.kind === 'case-opened') window?.reload();
    else dialog.showErrorBox(reply.path, reply.message);
  },
);

function openCase(path: string | undefined): void {
  if (path !== undefined) services.openCase(path);
}

async function start(): Promise<void> {
  await app.whenReady();
  bindSession(electron.session.defaultSession);
  servePage(protocol, listPageFiles(pageDirectory));
  offerServicePorts({ ipcMain, createChannel: () => new MessageChannelMain(), connect: services.connect });
  const actions = { openCase: () => void askForCase(dialog).then(openCase) };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform)));
  openCase(caseFromArguments(process.argv, process.cwd()));
  window = openWindow((options) => new BrowserWindow(options), join(here, 'preload.cjs'));
}

app.enableSandbox();
// No name is ever looked up: the page has no business with any host.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
protocol.registerSchemesAsPrivileged([pageSchemeRights]);
denyNavigation(app);
bindSessions(app);
app.on('second-instance', (_event, argv, directory) => openCase(caseFromArguments(argv, directory)));
app.on('open-file', (_event, path) => openCase(path));
app.on('window-all-closed', () => app.quit());
if (app.requestSingleInstanceLock()) void start();
else app.quit();
