/**
 * Scores over HTTP: an API for programs and a page for people, on Javalin. {@link
 * org.mneme.web.WebServer} is the front door.
 */
@NullMarked
package org.mneme.web;

import org.jspecify.annotations.NullMarked;
