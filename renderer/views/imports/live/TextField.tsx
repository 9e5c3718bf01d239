export interface TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line of what machines read: no spelling, no capitals. */
export function TextField({ label, hint, value, onChange }: TextFieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="text"
        spellCheck={false}
        autoCapitalize="off"
        maxLength={4000}
        placeholder={hint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
