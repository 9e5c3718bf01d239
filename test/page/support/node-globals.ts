/**
 * jsdom brings a Uint8Array of its own, of which Node's buffers are no instance. Imported first, this puts
 * Node's back, so that the services can run in the same process as the page.
 */
globalThis.Uint8Array = Object.getPrototypeOf(Buffer) as Uint8ArrayConstructor;
