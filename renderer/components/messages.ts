import { createContext, useContext } from 'react';
import { createMessages, type Messages } from '#shared/i18n/index.ts';
import type { ByteUnit } from '#shared/units/byte-unit.ts';

/** All texts in the language of the window; the shell provides it. */
export const MessagesContext = createContext<Messages>(createMessages('en'));

export function useMessages(): Messages {
  return useContext(MessagesContext);
}

/** Unit of all amounts in tables; the shell provides it. */
export const UnitContext = createContext<ByteUnit>('MiB');

export function useUnit(): ByteUnit {
  return useContext(UnitContext);
}
