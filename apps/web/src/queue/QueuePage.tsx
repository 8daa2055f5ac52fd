import { Page } from '../app/Page.js';

export function QueuePage() {
  return (
    <Page name="QueuePage" title="QueuePage">
      {null}
    </Page>
  );
}
