/**
 * The client against OpenCADC's own VOSpace server classes in an embedded Tomcat. Nodes, transfers
 * and jobs are theirs; what lies behind them is here, in memory: the tree, the bytes, the users.
 */
@NullMarked
package org.vosfs.interop;

import org.jspecify.annotations.NullMarked;
