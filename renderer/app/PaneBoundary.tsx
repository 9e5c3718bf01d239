import { Component, type ReactNode } from 'react';
import { Button } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { MessagesContext } from '#renderer/components/messages.ts';

interface PaneBoundaryProps {
  readonly children: ReactNode;
}

interface PaneBoundaryState {
  readonly error: unknown;
}

/** A defect in one pane leaves the case and the other panes as they are. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  static override contextType = MessagesContext;
  declare context: React.ContextType<typeof MessagesContext>;
  override state: PaneBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): PaneBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const { errors } = this.context.window;
    return (
      <div className="pane-crashed">
        <h2>{errors.crashed}</h2>
        <p>{errors.crashedText}</p>
        <ErrorNotice error={this.state.error} />
        <Button text={errors.reload} onClick={() => this.setState({ error: null })} />
      </div>
    );
  }
}
