package org.mneme.train;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * An operator of libtorch that has no Java method of its own, called by its name. Arguments come in
 * the order of its schema, each of them given.
 */
@SuppressWarnings("try") // a scope acts by being there
final class Operator {
  private final OperatorHandle handle;

  /** The handle lives as long as the caller's scope. */
  Operator(String name) {
    handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
  }

  /** The arguments of one call, in order. */
  static final class Arguments {
    private final IValueVector stack = new IValueVector();

    Arguments add(List<Tensor> tensors) {
      GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
      list.reserve(tensors.size());
      tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
      stack.push_back(new IValue(list));
      return this;
    }

    Arguments add(double number) {
      stack.push_back(new IValue(number));
      return this;
    }

    Arguments add(boolean truth) {
      stack.push_back(new IValue(truth));
      return this;
    }

    Arguments addNone() {
      stack.push_back(new IValue());
      return this;
    }
  }

  /** Calls it for what it does to its arguments; a result would be dropped. */
  void call(Arguments arguments) {
    try (PointerScope scope = new PointerScope()) {
      handle.callBoxed(arguments.stack);
    }
  }
}
