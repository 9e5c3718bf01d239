/** `node --import lack-module.mjs …` with LACK=NAME: the package of that name is not installed. */
import { registerHooks } from 'node:module';

const lacking = process.env['LACK'];
registerHooks({
  resolve(specifier, context, next) {
    if (lacking !== undefined && specifier.startsWith(lacking)) {
      throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: 'MODULE_NOT_FOUND' });
    }
    return next(specifier, context);
  },
});
