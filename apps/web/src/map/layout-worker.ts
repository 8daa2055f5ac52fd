// In a worker ELK's own worker code answers the messages of its API.
import 'elkjs/lib/elk-worker.js';
