import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import { useReturnFocus } from '#renderer/components/use-return-focus.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';

type Item = keyof WindowMessages['keys']['items'];
type Group = keyof WindowMessages['keys']['groups'];

/** Only keys that exist. */
const map: readonly { group: Group; keys: readonly (readonly [string, Item])[] }[] = [
  {
    group: 'global',
    keys: [
      ['Ctrl+1 … 8', 'rail'],
      ['Ctrl+M', 'finding'],
      ['F6, Shift+F6', 'panes'],
      ['?, F1', 'help'],
      ['Esc', 'close'],
    ],
  },
  {
    group: 'tables',
    keys: [
      ['← → ↑ ↓', 'arrows'],
      ['Home, End', 'ends'],
      ['PgUp, PgDn', 'pages'],
      ['Enter', 'open'],
      ['Alt+Enter', 'evidence'],
      ['→, ←', 'tree'],
      ['Space', 'select'],
      ['Ctrl+A', 'selectAll'],
      ['Ctrl+C', 'copy'],
      ['S', 'sort'],
      ['/', 'filter'],
    ],
  },
  {
    group: 'bytes',
    keys: [
      ['← → ↑ ↓', 'byteArrows'],
      ['Ctrl+← →, Ctrl+↑ ↓', 'byteLeaps'],
      ['Home, End', 'byteEnds'],
      ['Ctrl+G', 'goTo'],
      ['Ctrl+F', 'findBytes'],
      ['F3, Shift+F3', 'nextHit'],
      ['Shift', 'byteSelect'],
      ['Ctrl+D', 'bookmark'],
      ['Enter', 'unfold'],
      ['⌫', 'allDumps'],
    ],
  },
  {
    group: 'timeline',
    keys: [
      ['A, D', 'timePan'],
      ['W, S, +, −', 'timeZoom'],
      ['← →', 'timeSample'],
      ['↑ ↓', 'timeSeries'],
      ['Shift+← →', 'timeSelect'],
      ['Enter', 'timeKeep'],
      ['0', 'timeWhole'],
      ['F', 'timeFit'],
    ],
  },
  { group: 'compare', keys: [['X', 'swap']] },
  {
    group: 'findings',
    keys: [
      ['Ctrl+Z', 'undo'],
      ['Ctrl+Shift+Z', 'redo'],
    ],
  },
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { window: text } = useMessages();
  useReturnFocus();
  const letterKeys = usePreferences((preferences) => preferences.letterKeys);
  const setLetterKeys = usePreferences((preferences) => preferences.setLetterKeys);
  return (
    <Dialog isOpen onClose={onClose} title={text.keys.heading} className="keys" isCloseButtonShown={false}>
      <DialogBody>
        {map.map(({ group, keys }) => (
          <section key={group}>
            <h3>{text.keys.groups[group]}</h3>
            <dl>
              {keys.map(([key, item]) => (
                <div key={item}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{text.keys.items[item]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <label className="keys-letters">
          <input
            type="checkbox"
            checked={letterKeys}
            onChange={(event) => setLetterKeys(event.target.checked)}
          />
          {text.keys.letters}
        </label>
      </DialogBody>
      <DialogFooter actions={<Button text={text.keys.close} onClick={onClose} />} />
    </Dialog>
  );
}
