// FlowLearn
