@org.jspecify.annotations.NullMarked
package org.mneme.settings;
