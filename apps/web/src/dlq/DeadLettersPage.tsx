import { Page } from '../app/Page.js';

export function DeadLettersPage() {
  return (
    <Page name="DeadLettersPage" title="DeadLettersPage">
      {null}
    </Page>
  );
}
