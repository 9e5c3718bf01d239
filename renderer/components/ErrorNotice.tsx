/** The one place where an error becomes words: text and action by code, never by message. */
import './notices.css';
import { Button } from '@blueprintjs/core';
import { Error as ErrorIcon } from '@blueprintjs/icons';
import { isAppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { useMessages } from './messages.ts';

export interface ErrorNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function errorCodeOf(error: unknown): ErrorCode {
  return isAppError(error) ? error.code : 'internal';
}

/** `data` of the error as lines, with its English sentence for those who help. */
export function errorDetails(error: unknown): string {
  const lines = [`code: ${errorCodeOf(error)}`];
  if (error instanceof Error) lines.push(`message: ${error.message}`);
  if (isAppError(error)) {
    for (const [key, value] of Object.entries(error.data)) lines.push(`${key}: ${String(value)}`);
  }
  return lines.join('\n');
}

export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const { window: text, errors } = useMessages();
  const { what, action } = errors[errorCodeOf(error)];
  const details = errorDetails(error);
  return (
    <div className="error-notice" role="alert">
      <p className="error-notice-what">
        <ErrorIcon size={16} aria-hidden="true" />
        <strong>{what}</strong>
      </p>
      <p>{action}</p>
      <details>
        <summary>{text.errors.details}</summary>
        <pre className="mono" tabIndex={0}>
          {details}
        </pre>
      </details>
      <p className="error-notice-actions">
        {onRetry !== undefined && <Button size="small" text={text.errors.retry} onClick={onRetry} />}
        <Button
          size="small"
          variant="minimal"
          text={text.errors.copy}
          onClick={() => void navigator.clipboard?.writeText(details)}
        />
      </p>
    </div>
  );
}
