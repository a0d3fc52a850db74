// SPDX-License-Identifier: Apache-2.0
// The "I'm not a robot" box, loaded only by pages that show it. Works under a content policy without exceptions: the
// worker is a file of ours, the styles are in the stylesheet. Says its state in the language of the page.
import 'altcha/external';
import 'altcha/i18n/uk';
import 'altcha/i18n/en';

$altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker(WORKER_ADDRESS));
